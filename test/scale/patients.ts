import { epochSeconds } from '@fidecura/base'
import { type RecordNumber, signStatement, type Terms } from '@fidecura/consent'
import type { NewRegisterEntry } from '@fidecura/consent/register'
import { credentialTypes } from '@fidecura/credentials'
import { generateSigner, parseDid, thumbprintOf } from '@fidecura/identity'
import {
  statementEntryOf,
  verifiedToken,
} from '../../packages/consent/src/register/register-entry.ts'
import { decodeStatement } from '../../packages/consent/src/statement.ts'
import {
  consentContent,
  issue,
  noon,
  type World,
} from '../../packages/consent/test/statements/world.ts'

/** How many statements a patient has. */
export const each = 10

const loinc = 'http://loinc.org'
const permit = (purposes: readonly string[], more = {}): Terms => ({
  version: 'urn:fidecura:terms:1',
  rule: { effect: 'permit', conditions: { actions: ['access'], purposes, ...more }, children: [] },
})
const psychiatry = [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'PSY' }]
const restricted: Terms = {
  version: 'urn:fidecura:terms:1',
  rule: { effect: 'deny', conditions: { labels: psychiatry }, children: [] },
}
const elsewhere = Array.from({ length: 6 }, (_, n) => ({
  did: parseDid(`did:web:department-${n}.hospital.example`),
  name: `Department ${n}`,
  domain: `department-${n}.hospital.example`,
}))
const laboratory = { codes: [{ system: loinc, code: '11502-2' }] }

/** To six departments, and four to the one that will ask. */
const said = [
  ...elsewhere.map((grantee) => ({ grantee, terms: permit(['TREAT']) })),
  { terms: permit(['HRESCH']) },
  { terms: permit(['TREAT'], laboratory) },
  { terms: permit(['TREAT']) },
  { kind: 'restriction' as const, terms: restricted },
]

export function recordOf(patient: number): RecordNumber {
  return { system: 'https://hospital.example/records', value: `R-${patient}` }
}

/** A patient with a key and an identity of their own, and what they signed, as a register keeps it. */
export async function statementsOf(
  patient: number,
  world: World,
): Promise<readonly NewRegisterEntry[]> {
  const signer = await generateSigner({ algorithm: 'EdDSA' })
  const record = recordOf(patient)
  const identity = await issue(world.hospital, credentialTypes.patientIdentity, {
    subject: signer,
    claims: { record: { ...record }, method: 'in_person' },
    index: 10 + patient,
  })
  const key = await thumbprintOf(signer.publicKey)
  const entries: NewRegisterEntry[] = []
  for (const [n, more] of said.entries()) {
    const id = `urn:example:statement:${patient}:${n}`
    const content = consentContent(world, { id, record, ...more })
    const token = await signStatement(content, { signer })
    const verified = await verifiedToken({ token, evidence: { identity } }, key)
    entries.push(statementEntryOf(decodeStatement(token).content, verified))
  }
  return entries
}

export const registeredAt = epochSeconds(noon)
