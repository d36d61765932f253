// A patient signs a consent read from a FHIR file, a platform checks it, the patient takes it back.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { epochSeconds } from '@fidecura/base'
import * as consent from '@fidecura/consent'
import { renderTerms } from '@fidecura/consent/explain'
import { createIssuer, createVerifier, credentialTypes } from '@fidecura/credentials'
import { generateSigner, resolveDidKey as resolve } from '@fidecura/identity'
import { openStore } from '@fidecura/store'

const now = epochSeconds(Math.floor(Date.now() / 1000))
const clock = () => now
const period = { validFrom: now, validUntil: epochSeconds(now + 90 * 86_400) }
const folder = await mkdtemp(join(tmpdir(), 'fidecura-example-'))
const store = await openStore(join(folder, 'hospital.sqlite'))

// The hospital has identified the patient in person, and keeps the register of statements.
const signer = await generateSigner()
const { did } = signer
const patient = await generateSigner()
const record = { system: 'urn:oid:2.999.1.1', value: 'R-1' }
const listUrl = 'https://hospital.example/status/1'
const issuer = createIssuer({ signer, store: store.issued, clock, listUrl })
const type = credentialTypes.patientIdentity
const about = { type, subject: patient.did, holderKey: patient.publicKey, ...period }
const whose = { ...about, claims: { record, method: 'in_person' } }
const { token: identity } = await issuer.issue(whose, { format: 'vc+jwt' })
const status = {
  list: async () => ({ token: (await issuer.publish()).list, fetchedAt: now }),
  history: async () => ({ token: (await issuer.publish()).history, fetchedAt: now }),
}
const verifier = createVerifier({ roots: [{ did, types: [type] }], resolve, status, clock })
const register = consent.createRegister({ signer, store: store.register, clock, verifier, resolve })

// What the patient wishes, what they are shown, and what they sign are the same.
const bytes = await readFile(new URL('consent.fhir.json', import.meta.url))
const hospital = { did, name: 'Example Hospital' }
const whom = { 'Patient/1': consent.recordReference(record), 'Organization/1': did }
const { terms } = consent.termsFromFhir(bytes, { references: whom })
const id = 'urn:uuid:6a1f6d6e-0000-4000-8000-000000000001'
const said = { id, kind: 'consent', language: 'en', source: { bytes, references: whom } } as const
const parties = { record, grantee: hospital, controller: hospital, register: did }
const content = { ...said, terms, ...parties, ...period, issuedAt: now }
console.log(renderTerms(content).split('\n').at(-1))
const token = await consent.signStatement(content, { signer: patient })
await register.submit({ token, evidence: { identity } })

// A platform checks the register's word that these are all, and who signed each of them.
const check = { register: did, verifier, resolve, words: store.words, now }
const count = async () => {
  const set = await consent.verifyStatementSet(await register.attest(record), check)
  return set.statements.filter(({ withdrawnAt }) => withdrawnAt === undefined).length
}
console.log(`consents in force: ${await count()}`)
const take = { statement: { issuer: patient.did, id }, record, issuedAt: now }
const withdrawal = await consent.signWithdrawal(take, { signer: patient })
await register.withdraw({ token: withdrawal, evidence: { identity } })
console.log(`after the withdrawal: ${await count()}`)
await store.close().then(() => rm(folder, { recursive: true }))
