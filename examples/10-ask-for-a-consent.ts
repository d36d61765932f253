// A study asks for a consent; the patient takes something out, signs, and has a receipt to scan.
import { systemClock as clock, epochSeconds } from '@fidecura/base'
import * as consent from '@fidecura/consent'
import * as paper from '@fidecura/consent/consent-receipt'
import { renderRequest } from '@fidecura/consent/explain'
import { createMemoryRegisterStore, createRegister } from '@fidecura/consent/register'
import * as ask from '@fidecura/consent/request'
import * as vc from '@fidecura/credentials'
import * as did from '@fidecura/identity'

// The clinic identified the patient, keeps the register, and accredited the study under its key.
const [key, now] = [did.generateSigner, clock()]
const [clinic, study, patient] = await Promise.all([key(), key(), key()])
const period = { issuedAt: now, validFrom: now, validUntil: epochSeconds(now + 90 * 86_400) }
const [store, listUrl] = [vc.createMemoryIssuedStore(), 'https://clinic.example/status/1']
const issuer = vc.createIssuer({ signer: clinic, store, clock, listUrl })
const issue = async (type: string, to: did.Signer, claims: vc.IssuerContents['claims']) => {
  const bound = { type, subject: to.did, holderKey: to.publicKey, claims, ...period }
  return (await issuer.issue(bound, { format: 'vc+jwt' })).token
}
const { patientIdentity, issuingAccreditation } = vc.credentialTypes
const record = { system: 'urn:oid:2.999.1.1', value: 'R-1' }
const identity = await issue(patientIdentity, patient, { record, method: 'in_person' })
const known = { name: 'Example Study', types: [], depth: 0 }
const accreditation = await issue(issuingAccreditation, study, known)
const roots = [{ did: clinic.did, types: [patientIdentity, issuingAccreditation] }]
const status = vc.createIssuerStatusSource([issuer])
const verifier = vc.createVerifier({ roots, resolve: did.resolveDidKey, status, clock })

// The study asks: for what, how long, by which notice, whom, and from which page.
const rule = { effect: 'permit', conditions: { purposes: ['HRESCH', 'HMARKT'] }, children: [] }
const terms = { version: 'urn:fidecura:terms:1', rule } as consent.Terms
const notice = { url: 'https://study.example/notice', digest: await did.digestOf('What we do') }
const who = { grantee: study.did, controller: clinic.did, register: clinic.did, notice, terms }
const [origin, id] = ['https://study.example', 'urn:uuid:6a1f6d6e-0000-4000-8000-000000000010']
const until = { ...period, expiresAt: epochSeconds(now + 86_400) }
const content = { id, audience: { did: patient.did }, origin, ...who, ...until }
const token = await ask.signConsentRequest(content, { signer: study })

// The patient's app knows who keeps what, and where the request came from.
const custodians = [{ did: clinic.did, name: 'Example Clinic', register: clinic.did, record }]
const opening = { verifier, origin, evidence: { accreditation }, dids: [patient.did], custodians }
const request = await ask.verifyConsentRequest(token, opening)
console.log(renderRequest(request, { language: 'en' }).split('\n')[1])
const less = { ...terms, rule: { ...terms.rule, conditions: { purposes: ['HRESCH'] } } }
const mine = { id: 'urn:uuid:6a1f6d6e-0000-4000-8000-000000000011', terms: less }
const draft = ask.statementFromRequest(request, { ...mine, language: 'en' })
const answering = { signer: patient, issuedAt: clock(), uses: vc.createMemoryReplayStore() }
const signed = await ask.signAnswer(request, draft, answering)

// The study sees its answer; the patient takes a receipt home, and anybody scans that.
const register = createRegister({ signer: clinic, store: createMemoryRegisterStore(), verifier })
const receipt = await register.submit({ token: signed, evidence: { identity } })
const statement = await consent.verifyStatement(signed, { verifier, evidence: { identity } })
console.log(`answers: ${(await ask.verifyAnswer(statement, token, { verifier })).id}`)
const judge = { verifier, register: { did: clinic.did, keys: 'any' } } as const
const processing = { withdrawalMethod: 'At any desk', jurisdictions: ['CN'] }
const home = await paper.consentReceiptOf(statement, { ...judge, receipt, processing })
const scanned = await paper.verifyReceiptCodes(await paper.receiptCodesOf(home), judge)
console.log(scanned.statement.text.split('\n').at(-1))
