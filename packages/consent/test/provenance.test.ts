import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeUtf8, deepFreeze, encodeUtf8, type JsonObject } from '@fidecura/base'
import { recordReference, type StatementSource } from '@fidecura/consent'
import {
  type ProvenanceOptions,
  provenanceOf,
  statementFromProvenance,
  type VerifyProvenanceOptions,
  verifyProvenance,
} from '@fidecura/consent/fhir'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { withCorpus } from '../../../test/with-corpus.ts'
import {
  after,
  consentOf,
  createWorld,
  department,
  record,
  terms,
  type World,
} from './statements/world.ts'

const options: ProvenanceOptions = deepFreeze({
  fhirVersion: 'R5',
  target: ['Consent/1/_history/1'],
  who: 'Patient/1',
  recorded: after(10),
})

/** Written with a space that no program would write again. */
const consent = encodeUtf8(
  JSON.stringify({
    resourceType: 'Consent',
    status: 'active',
    scope: {
      coding: [
        { system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' },
      ],
    },
    patient: { reference: 'Patient/1' },
    policyRule: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'OPTIN' }],
    },
  }).replace('{', '{ '),
)
const source: StatementSource = deepFreeze({
  bytes: consent,
  references: { 'Patient/1': recordReference(record), 'Organization/1': department },
}) as StatementSource

let world: World
let token: string
beforeEach(async () => {
  world = await createWorld()
  token = await consentOf(world)
})

const bytesOf = (resource: JsonObject): Uint8Array => encodeUtf8(JSON.stringify(resource))

/** With one change to its JSON. */
function altered(change: (resource: Record<string, never>) => void): Uint8Array {
  const resource = JSON.parse(JSON.stringify(provenanceOf(token, options)))
  change(resource)
  return bytesOf(resource)
}

const verify = (bytes: Uint8Array, more: Partial<VerifyProvenanceOptions> = {}) => {
  const { verifier, identity: evidence } = world
  return verifyProvenance(bytes, { verifier, evidence, target: undefined, ...more })
}

describe('provenanceOf', () => {
  test.each(['R4', 'R5'] as const)(
    'carries the very token there and back, in %s',
    async (fhirVersion) => {
      const bytes = bytesOf(provenanceOf(token, { ...options, fhirVersion }))
      expect(statementFromProvenance(bytes)).toEqual({ token, target: ['Consent/1/_history/1'] })
      expect(await verify(bytes)).toMatchObject({ issuer: world.patient.did, terms })
    },
  )

  test('says who signed, when, and as what, beside what the signature says', () => {
    const { did: value } = world.patient
    const who = { reference: 'Patient/1', identifier: { system: 'urn:ietf:rfc:3986', value } }
    expect(provenanceOf(token, options)).toMatchObject({
      recorded: '2026-11-22T12:00:10Z',
      patient: { identifier: { ...record } },
      agent: [{ who }],
      signature: [
        {
          type: [{ code: '1.2.840.10065.1.12.1.7' }],
          when: '2026-11-22T12:00:00Z',
          who,
          sigFormat: 'application/jose',
        },
      ],
    })
  })

  test('has no patient in R4, where the element is not there', () => {
    expect(provenanceOf(token, { ...options, fhirVersion: 'R4' })).not.toHaveProperty('patient')
  })

  test('is of something', () => {
    expect(() => provenanceOf(token, { ...options, target: [] })).toThrow(
      expect.objectContaining({ code: 'token_malformed', place: '/target' }),
    )
  })
})

describe('verifyProvenance', () => {
  test('refuses the signature of somebody who is not the patient', async () => {
    token = await consentOf(world, {}, world.stranger)
    await expect(verify(bytesOf(provenanceOf(token, options)))).rejects.toMatchObject({
      code: 'signer_not_patient',
    })
  })

  test('takes the Consent that was signed, byte for byte, and no other', async () => {
    token = await consentOf(world, { source })
    const bytes = bytesOf(provenanceOf(token, options))
    await expect(verify(bytes, { target: consent })).resolves.toMatchObject({ record })
    const respaced = encodeUtf8(decodeUtf8(consent).replace('{ ', '{'))
    await expect(verify(bytes, { target: respaced })).rejects.toMatchObject({
      code: 'provenance_target_mismatch',
    })
  })

  test('is of no Consent where the statement was made from none', async () => {
    const bytes = bytesOf(provenanceOf(token, options))
    await expect(verify(bytes, { target: consent })).rejects.toMatchObject({
      code: 'provenance_target_mismatch',
    })
  })
})

// biome-ignore lint/suspicious/noExplicitAny: a resource before it is read
type Any = any

describe('statementFromProvenance', () => {
  test('reads one that a server has rewritten around the signature', () => {
    const bytes = altered((resource: Any) => {
      resource.id = '7'
      resource.meta = { versionId: '1' }
      resource.signature[0].when = '2026-11-22T20:00:00+08:00'
      resource.signature.unshift({ sigFormat: 'application/signature+xml', data: 'AAAA' })
    })
    expect(statementFromProvenance(bytes).token).toBe(token)
  })

  test.each<[string, (resource: Any) => void, string, string]>([
    ['another resource', (p) => (p.resourceType = 'Consent'), 'provenance_malformed', ''],
    [
      'rules elsewhere',
      (p) => (p.implicitRules = 'http://x.example'),
      'provenance_malformed',
      '/implicitRules',
    ],
    [
      'a modifier',
      (p) => (p.agent[0].modifierExtension = [{ url: 'x' }]),
      'consent_source_modifier',
      '/agent/0/modifierExtension',
    ],
    [
      'a target that is none',
      (p) => (p.target = [{ display: 'x' }]),
      'provenance_malformed',
      '/target/0/reference',
    ],
    ['no signature', (p) => delete p.signature, 'provenance_malformed', '/signature'],
    [
      'two signatures',
      (p) => p.signature.push(p.signature[0]),
      'provenance_malformed',
      '/signature',
    ],
    [
      'a signature as a witness',
      (p) => (p.signature[0].type[0].code = '1.2.840.10065.1.12.1.11'),
      'provenance_malformed',
      '/signature/0/type',
    ],
    [
      'a type of another system',
      (p) => (p.signature[0].type[0].system = 'urn:x'),
      'provenance_malformed',
      '/signature/0/type',
    ],
    [
      'data in another spelling',
      (p) => (p.signature[0].data += '\n'),
      'provenance_malformed',
      '/signature/0/data',
    ],
    [
      'data that is no base64',
      (p) => (p.signature[0].data = 'AAA'),
      'provenance_malformed',
      '/signature/0/data',
    ],
    [
      'another signer beside it',
      (p) => (p.signature[0].who.identifier.value = 'did:example:x'),
      'provenance_mismatch',
      '/signature/0/who',
    ],
    [
      'a signer of another system',
      (p) => (p.signature[0].who.identifier.system = 'urn:x'),
      'provenance_mismatch',
      '/signature/0/who',
    ],
    [
      'no signer beside it',
      (p) => delete p.signature[0].who,
      'provenance_mismatch',
      '/signature/0/who',
    ],
    [
      'another instant beside it',
      (p) => (p.signature[0].when = '2026-11-22T12:00:01Z'),
      'provenance_mismatch',
      '/signature/0/when',
    ],
    [
      'no instant beside it',
      (p) => delete p.signature[0].when,
      'provenance_malformed',
      '/signature/0/when',
    ],
  ])('refuses one with %s', (_, change, code, place) => {
    const bytes = altered(change)
    expect(() => statementFromProvenance(bytes)).toThrow(expect.objectContaining({ code, place }))
  })

  test('refuses one that names a member twice', () => {
    const text = JSON.stringify(provenanceOf(token, options))
    const bytes = encodeUtf8(text.replace('{', '{"resourceType":"Provenance",'))
    expect(() => statementFromProvenance(bytes)).toThrow(
      expect.objectContaining({ code: 'json_duplicate_member' }),
    )
  })
})

describe('beside the official examples', () => {
  withCorpus('Provenance', ['fhir-r4-examples', 'fhir-r5-examples'], (r4 = '', r5 = '') => {
    test.each([
      ['R4', r4],
      ['R5', r5],
    ] as const)('ours has the shape of %s, and theirs is no statement', (fhirVersion, folder) => {
      const bytes = readFileSync(join(folder, 'Provenance-consent-signature.json'))
      const theirs = JSON.parse(decodeUtf8(bytes))
      const ours = provenanceOf(token, { ...options, fhirVersion })
      // What an example need not have, and the resource may.
      const { occurredDateTime: _, activity: _a, patient: _p, ...required } = ours
      expect(Object.keys(theirs)).toEqual(expect.arrayContaining(Object.keys(required)))
      const [signature] = theirs.signature as [JsonObject]
      const [own] = ours['signature'] as unknown as [JsonObject]
      expect(Object.keys(signature)).toEqual(expect.arrayContaining(Object.keys(own)))
      expect(own['type']).toMatchObject([{ system: theirs.signature[0].type[0].system }])
      expect(() => statementFromProvenance(bytes)).toThrow(
        expect.objectContaining({ code: 'provenance_malformed', place: '/signature' }),
      )
    })
  })
})
