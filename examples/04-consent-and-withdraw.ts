// A patient signs a consent read from a FHIR file, a platform decides by it, the patient takes it back.
import { readFile } from 'node:fs/promises'
import { systemClock as clock, epochSeconds, type JsonObject } from '@fidecura/base'
import * as consent from '@fidecura/consent'
import { renderTerms } from '@fidecura/consent/explain'
import { termsFromFhir } from '@fidecura/consent/fhir'
import { createMemoryRegisterStore, createRegister } from '@fidecura/consent/register'
import * as vc from '@fidecura/credentials'
import { generateSigner as newKey, resolveDidKey as resolve, type Signer } from '@fidecura/identity'

// The clinic employs the doctor, has identified the patient, and keeps the register of statements.
const issuedAt = clock()
const period = { issuedAt, validFrom: issuedAt, validUntil: epochSeconds(issuedAt + 90 * 86_400) }
const [signer, doctor, patient] = await Promise.all([newKey(), newKey(), newKey()])
const { did } = signer
const clinic = { did, name: 'Example Clinic' }
const listUrl = 'https://clinic.example/status/1'
const issuer = vc.createIssuer({ signer, store: vc.createMemoryIssuedStore(), clock, listUrl })
const issue = (type: string, { did: subject, publicKey: holderKey }: Signer, claims: JsonObject) =>
  issuer.issue({ type, subject, holderKey, claims, ...period }, { format: 'dc+sd-jwt' })
const { practitionerLicence, practitionerRole, patientIdentity } = vc.credentialTypes
const person = { name: 'Dr Ada Example', profession: { system: 'urn:oid:2.999.1.3', code: 'MD' } }
const registration = { system: 'urn:oid:2.999.1.2', value: 'L-1' }
const board = { regulator: 'Example Board', registration, jurisdiction: 'CN', standing: 'active' }
const { id: no, token: licence } = await issue(practitionerLicence, doctor, { ...person, ...board })
const works = { ...person, organisation: clinic, department: clinic, purposes: ['TREAT'] }
const role = await issue(practitionerRole, doctor, { ...works, licence: { issuer: did, id: no } })
const record = { system: 'urn:oid:2.999.1.1', value: 'R-1' }
const { token: identity } = await issue(patientIdentity, patient, { record, method: 'in_person' })
const roots = [{ did, types: [practitionerLicence, practitionerRole, patientIdentity] }]
const status = vc.createIssuerStatusSource([issuer])
const verifier = vc.createVerifier({ roots, resolve, status, clock })
const register = createRegister({ signer, store: createMemoryRegisterStore(), verifier })

// What the patient wishes, what they are shown, and what they sign are the same.
const bytes = await readFile(new URL('consent.fhir.json', import.meta.url))
const references = { 'Patient/1': consent.recordReference(record), 'Organization/1': did }
const { terms } = termsFromFhir(bytes, { references })
const [id, by] = ['urn:uuid:6a1f6d6e-0000-4000-8000-000000000001', { signer: patient }]
const said = { id, kind: 'consent', language: 'en', source: { bytes, references }, terms } as const
const content = { ...said, ...period, record, register: did, grantee: clinic, controller: clinic }
console.log(renderTerms(content).split('\n').at(-1))
await register.submit({ token: await consent.signStatement(content, by), evidence: { identity } })

// A platform verifies who asks, and what the register says is all that was stated, and decides.
const asked = { audience: 'https://laboratory.example', nonce: 'drawn for this one request' }
const shown = { ...asked, disclose: [], signer: doctor, issuedAt }
const presented = await vc.presentCredentials([role.token, licence], shown)
const requester = await verifier.verifyPresentation(presented, asked)
const trust = { verifier, registers: [{ did, keys: 'any' }], custodian: did } as const
const decider = consent.createDecider({ ...trust, combine: 'deny_overrides' })
const types = [{ system: 'http://loinc.org', code: '11502-2' }]
const what = { action: 'access', data: [{ scope: 'category', types }] } as const
const request = { subject: record, purposes: ['TREAT'], ...what }
const decide = async () =>
  decider.decide(requester, await decider.verifyStatements(await register.attest(record)), request)
console.log(`laboratory results for treatment: ${(await decide()).kind}`)
const take = { statement: { issuer: patient.did, id }, record, issuedAt }
await register.withdraw({ token: await consent.signWithdrawal(take, by), evidence: { identity } })
console.log(`after the withdrawal: ${(await decide()).kind}`)
