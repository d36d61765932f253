import { type Did, isDid, parseDid } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import { createCustodianFacts } from '../src/custodian-facts.ts'
import { wordingOf } from '../src/explain/rule-text.ts'
import { parseTerms } from '../src/parse-terms.ts'
import { granteeText } from '../src/render.ts'
import { readDid } from '../src/token-shape.ts'
import { party, r4, read } from './fhir-resources.ts'
import { hospital } from './setting.ts'

const log = 'QmaJp6pmTgh4nF1gPMGiGUeSDpTdwG5n3ghrdjFaWKyjPR'
const otherwise: readonly [string, string][] = [
  ['capitals in its host', 'did:web:Oncology.hospital.example'],
  ['the port that it has anyway', 'did:web:oncology.hospital.example%3A443'],
  ['a port in another spelling', 'did:web:oncology.hospital.example%3a8443'],
  ['a dot at the end of its host', 'did:web:oncology.hospital.example.'],
  ['an escaped letter in its host', 'did:web:%6Fncology.hospital.example'],
  ['an escaped letter in its path', 'did:web:hospital.example:%6Fncology'],
  ['an escape in small letters', 'did:web:hospital.example:%e6%97%a5'],
  ['a step that leads nowhere', 'did:web:hospital.example:.:oncology'],
  ['a step back', 'did:web:hospital.example:x:..:oncology'],
  ['an empty step', 'did:web:hospital.example::oncology'],
  ['capitals behind the digest of its log', `did:webvh:${log}:Hospital.example`],
]
const canonical = [
  'did:web:oncology.hospital.example',
  'did:web:hospital.example%3A8443:users:Mallory',
  'did:web:hospital.example%3A4430',
  'did:web:hospital.example:%E6%97%A5%7E',
  `did:webvh:${log}:hospital.example:oncology`,
  'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK',
]

describe('a DID with another spelling of its place is refused', () => {
  test.each(otherwise)('in tokens, terms and facts: %s', (_, text) => {
    expect(isDid(text)).toBe(true)
    expect(() => readDid(text, '/x')).toThrow(expect.objectContaining({ code: 'token_malformed' }))
    expect(termsNaming(text)).toThrow(expect.objectContaining({ code: 'terms_malformed' }))
    const facts = { memberships: [], partOf: [] }
    const did = text as Did
    for (const more of [
      { memberships: [{ group: 'urn:example:team', member: did }] },
      { partOf: [{ part: did, whole: hospital }] },
      { partOf: [{ part: hospital, whole: did }] },
    ]) {
      expect(() => createCustodianFacts({ ...facts, ...more })).toThrow(
        expect.objectContaining({ code: 'facts_malformed' }),
      )
    }
  })

  test('and stands for nobody in what references of FHIR stand for', () => {
    const reading = (did: string) => () =>
      read(r4({ actor: [party('Organization/x')] }), { 'Organization/x': did })
    expect(reading(hospital)).not.toThrow()
    expect(reading('did:web:Hospital.example')).toThrow(
      expect.objectContaining({ code: 'consent_source_unusable' }),
    )
  })

  test.each(canonical)('and %s is not', (text) => {
    expect(readDid(text, '/x')).toBe(text)
    expect(termsNaming(text)).not.toThrow()
  })
})

describe('granteeText', () => {
  test.each([
    'did:web:hospital.example:users:mallory',
    'did:web:hospital.example%3A443',
    'did:web:hospital.example%3A8443',
    'did:web:Hospital.example',
  ])('shows %s whole, whatever domain stands beside it', (text) => {
    const grantee = { did: parseDid(text), name: 'Hospital', domain: 'hospital.example' }
    expect(granteeText(grantee, wordingOf('en'))).toBe(`Hospital (${text})`)
  })

  test('shows the domain of a did:web that is no more than that', () => {
    const grantee = { did: hospital, name: 'Hospital', domain: 'hospital.example' }
    expect(granteeText(grantee, wordingOf('en'))).toBe('Hospital (hospital.example)')
  })
})

function termsNaming(did: string): () => unknown {
  const conditions = { actors: [{ role: 'recipient', did }] }
  const rule = { effect: 'deny', conditions, children: [] }
  return () => parseTerms({ version: 'urn:fidecura:terms:1', rule })
}
