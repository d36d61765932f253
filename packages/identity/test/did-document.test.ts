import { generateKeyPairSync } from 'node:crypto'
import { deepFreeze, type JsonObject, type JsonValue, parseJsonText } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import {
  createDidDocument,
  didKeyOf,
  parseDid,
  parseDidDocument,
  parseDidUrl,
  parsePublicJwk,
  publicKeyOf,
  type VerificationRelationship,
} from '../src/index.ts'

const did = parseDid('did:web:clinic.example')
const stranger = parseDid('did:web:stranger.example')
const keyId = parseDidUrl(`${did}#key-1`)
const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const jwk = parsePublicJwk(pair.publicKey.export({ format: 'jwk' }))
const edwards = parsePublicJwk(generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }))
const multikeyOf = (key: typeof jwk): string => didKeyOf(key).slice('did:key:'.length)

const method = {
  id: keyId as string,
  type: 'JsonWebKey',
  controller: did as string,
  publicKeyJwk: { ...jwk },
}

const relationships = [
  'authentication',
  'assertionMethod',
  'capabilityInvocation',
  'capabilityDelegation',
  'keyAgreement',
] as const satisfies readonly VerificationRelationship[]

function documentWith(members: object): JsonValue {
  return deepFreeze({
    id: did,
    verificationMethod: [method],
    assertionMethod: [keyId],
    ...members,
  }) as JsonObject
}

function methodWith(members: object): object {
  return { verificationMethod: [{ ...method, ...members }] }
}

const keyIn = (document: JsonValue, use: VerificationRelationship = 'assertionMethod') =>
  publicKeyOf(parseDidDocument(document, did), keyId, use)

describe('parseDidDocument', () => {
  test.each([
    ['JsonWebKey', { type: 'JsonWebKey', publicKeyJwk: { ...jwk } }, jwk],
    ['JsonWebKey2020', { type: 'JsonWebKey2020', publicKeyJwk: { ...jwk, kid: 'a' } }, jwk],
    ['Multikey of P-256', { type: 'Multikey', publicKeyMultibase: multikeyOf(jwk) }, jwk],
    ['Multikey of Ed25519', { type: 'Multikey', publicKeyMultibase: multikeyOf(edwards) }, edwards],
    [
      'Ed25519VerificationKey2020',
      { type: 'Ed25519VerificationKey2020', publicKeyMultibase: multikeyOf(edwards) },
      edwards,
    ],
  ])('reads a key of type %s', (_, members, key) => {
    const entry = { id: keyId, controller: did, ...members }
    expect(keyIn(documentWith({ verificationMethod: [entry] }))).toEqual(key)
  })

  test('makes fragments absolute', () => {
    const document = { ...methodWith({ id: '#key-1' }), assertionMethod: ['#key-1'] }
    expect(keyIn(documentWith(document))).toEqual(jwk)
  })

  test('reads a method that is written within a relationship, for that one alone', () => {
    const document = documentWith({ verificationMethod: [], assertionMethod: [method] })
    expect(keyIn(document)).toEqual(jwk)
    expect(() => keyIn(document, 'authentication')).toThrow(
      expect.objectContaining({ code: 'key_relationship_wrong' }),
    )
  })

  test('reads services, and leaves out endpoints that are objects', () => {
    const service = [
      { id: '#list', type: 'StatusList', serviceEndpoint: 'https://clinic.example/status' },
      { id: `${did}#hub`, type: ['A', 'B'], serviceEndpoint: [{ uri: 'x' }, 'https://a.example'] },
    ]
    expect(parseDidDocument(documentWith({ service }), did).services).toEqual([
      { id: `${did}#list`, types: ['StatusList'], endpoints: ['https://clinic.example/status'] },
      { id: `${did}#hub`, types: ['A', 'B'], endpoints: ['https://a.example'] },
    ])
  })

  test('reads a document without a single key', () => {
    const { verificationMethods, relationships: uses } = parseDidDocument({ id: did }, did)
    expect(verificationMethods).toEqual([])
    expect(Object.keys(uses).sort()).toEqual([...relationships].sort())
  })

  test('ignores members it does not know, as DID Core asks', () => {
    expect(keyIn(documentWith({ '@context': [], alsoKnownAs: ['x'], extra: { a: 1 } }))).toEqual(
      jwk,
    )
  })

  test('returns what cannot be changed', () => {
    const frozen = (value: unknown): boolean =>
      typeof value !== 'object' ||
      value === null ||
      (Object.isFrozen(value) && Object.values(value).every(frozen))
    const service = [{ id: '#a', type: 'A', serviceEndpoint: 'https://a.example' }]
    expect(frozen(parseDidDocument(documentWith({ service }), did))).toBe(true)
  })

  test.each([
    ['another DID', { id: stranger }],
    ['the same DID in other letters', { id: 'did:web:Clinic.example' }],
    ['a DID URL of it', { id: `${did}#key-1` }],
  ])('refuses the document of %s', (_, members) => {
    expect(() => parseDidDocument(documentWith(members), did)).toThrow(
      expect.objectContaining({ code: 'did_document_mismatch', outcome: 'failed' }),
    )
  })

  test('refuses a document that says it is deactivated', () => {
    expect(() => parseDidDocument(documentWith({ deactivated: true }), did)).toThrow(
      expect.objectContaining({ code: 'did_deactivated', outcome: 'failed' }),
    )
  })

  const tooMany = Array.from({ length: 101 }, (_, i) => ({ ...method, id: `#k${i}` }))
  const privateJwk = pair.privateKey.export({ format: 'jwk' })

  test.each<[string, object, string]>([
    ['no id', { id: undefined }, '/id'],
    ['an id that is no text', { id: { toString: did } }, '/id'],
    ['methods that are no list', { verificationMethod: { 0: method } }, '/verificationMethod'],
    ['more than 100 methods', { verificationMethod: tooMany }, '/verificationMethod'],
    ['more than 100 uses', { assertionMethod: Array(101).fill(keyId) }, '/assertionMethod'],
    ['a relationship that is no list', { assertionMethod: keyId }, '/assertionMethod'],
    ['a reference that is no DID URL', { assertionMethod: ['key-1'] }, '/assertionMethod/0'],
    ['a reference to a number', { assertionMethod: [1] }, '/assertionMethod/0'],
    ['a method that is no object', { verificationMethod: ['x'] }, '/verificationMethod/0'],
    ['a method without id', methodWith({ id: undefined }), '/verificationMethod/0/id'],
    ['a method with an empty fragment', methodWith({ id: '#' }), '/verificationMethod/0/id'],
    ['a method without type', methodWith({ type: undefined }), '/verificationMethod/0/type'],
    ['two types', methodWith({ type: ['JsonWebKey', 'Multikey'] }), '/verificationMethod/0/type'],
    ['no controller', methodWith({ controller: undefined }), '/verificationMethod/0/controller'],
    ['two controllers', methodWith({ controller: [did] }), '/verificationMethod/0/controller'],
    [
      'one id twice',
      { verificationMethod: [method, { ...method, publicKeyJwk: { ...edwards } }] },
      '/verificationMethod/1/id',
    ],
    [
      'one id, absolute and as a fragment',
      { verificationMethod: [method, { ...method, id: '#key-1' }] },
      '/verificationMethod/1/id',
    ],
    ['one id once more in a use', { authentication: [method] }, '/authentication/0/id'],
    [
      'two materials in one method',
      methodWith({ publicKeyMultibase: multikeyOf(edwards) }),
      '/verificationMethod/0',
    ],
    ['no material', methodWith({ publicKeyJwk: undefined }), '/verificationMethod/0/publicKeyJwk'],
    [
      'a private key',
      methodWith({ publicKeyJwk: privateJwk }),
      '/verificationMethod/0/publicKeyJwk',
    ],
    [
      'a private key to decrypt with',
      methodWith({ publicKeyJwk: { ...privateJwk, use: 'enc' } }),
      '/verificationMethod/0/publicKeyJwk',
    ],
    [
      'a symmetric key',
      methodWith({ publicKeyJwk: { kty: 'oct', k: 'AAAA' } }),
      '/verificationMethod/0/publicKeyJwk',
    ],
    [
      'half a point',
      methodWith({ publicKeyJwk: { ...jwk, y: undefined } }),
      '/verificationMethod/0/publicKeyJwk',
    ],
    [
      'a P-256 key called Ed25519',
      {
        verificationMethod: [
          {
            id: '#key-1',
            type: 'Ed25519VerificationKey2020',
            controller: did,
            publicKeyMultibase: multikeyOf(jwk),
          },
        ],
      },
      '/verificationMethod/0/publicKeyMultibase',
    ],
    ['a service without id', { service: [{ type: 'A', serviceEndpoint: 'x' }] }, '/service/0/id'],
    [
      'a service without type',
      { service: [{ id: '#a', serviceEndpoint: 'x' }] },
      '/service/0/type',
    ],
    [
      'a service without endpoint',
      { service: [{ id: '#a', type: 'A' }] },
      '/service/0/serviceEndpoint',
    ],
    ['a service that is no object', { service: [null] }, '/service/0'],
  ])('refuses a document with %s', (_, members, place) => {
    const input = JSON.parse(JSON.stringify(documentWith(members))) as JsonValue
    expect(() => parseDidDocument(input, did)).toThrow(
      expect.objectContaining({ code: 'did_document_malformed', outcome: 'failed', place }),
    )
  })

  test.each([null, true, 'did:web:clinic.example', 1, []])('refuses %j', (input) => {
    expect(() => parseDidDocument(input, did)).toThrow(
      expect.objectContaining({ code: 'did_document_malformed' }),
    )
  })

  test('takes nothing from a member called __proto__', () => {
    const text = JSON.stringify({ verificationMethod: [method], assertionMethod: [keyId] })
    const input = parseJsonText(`{"id":"${did}","__proto__":${text}}`)
    expect(parseDidDocument(input, did).verificationMethods).toEqual([])
  })
})

describe('publicKeyOf', () => {
  test.each(relationships)('finds a key only in the relationship asked for: %s', (use) => {
    const document = documentWith({ assertionMethod: [], [use]: [keyId] })
    expect(keyIn(document, use)).toEqual(jwk)
    for (const other of relationships.filter((name) => name !== use)) {
      expect(() => keyIn(document, other)).toThrow(
        expect.objectContaining({ code: 'key_relationship_wrong' }),
      )
    }
  })

  test('refuses a key that the document does not have', () => {
    const document = parseDidDocument(documentWith({}), did)
    expect(() => publicKeyOf(document, parseDidUrl(`${did}#key-2`), 'assertionMethod')).toThrow(
      expect.objectContaining({ code: 'key_not_found' }),
    )
  })

  test('refuses a reference to a method that stands nowhere', () => {
    const document = documentWith({ verificationMethod: [] })
    expect(() => keyIn(document)).toThrow(expect.objectContaining({ code: 'key_not_found' }))
  })

  test('refuses a key that another DID controls', () => {
    const document = documentWith(methodWith({ controller: stranger }))
    expect(() => keyIn(document)).toThrow(
      expect.objectContaining({ code: 'key_relationship_wrong' }),
    )
  })

  test('does not let a document speak for the keys of another DID', () => {
    const foreign = parseDidUrl(`${stranger}#key-1`)
    const document = parseDidDocument(
      documentWith({ ...methodWith({ id: foreign }), assertionMethod: [foreign] }),
      did,
    )
    expect(() => publicKeyOf(document, foreign, 'assertionMethod')).toThrow(
      expect.objectContaining({ code: 'key_not_found' }),
    )
  })

  test.each<[string, object]>([
    ['a type that is not taken', { type: 'EcdsaSecp256k1VerificationKey2019' }],
    ['a curve that is not taken', { publicKeyJwk: { ...jwk, crv: 'secp256k1' } }],
    ['a kind of key to come', { publicKeyJwk: { kty: 'AKP', alg: 'ML-DSA-44', pub: 'AAAA' } }],
    ['a key to encrypt with', { publicKeyJwk: { ...jwk, use: 'enc' } }],
    ['a key to agree with', { publicKeyJwk: { ...jwk, key_ops: ['deriveKey'] } }],
    ['a key that was revoked', { revoked: '2026-01-01T00:00:00Z' }],
    ['a key whose use ends', { expires: '2099-01-01T00:00:00Z' }],
  ])('refuses %s, which does not spoil the rest of the document', (_, members) => {
    const good = { ...method, id: '#good' }
    const document = parseDidDocument(
      documentWith({
        verificationMethod: [{ ...method, ...members }, good],
        assertionMethod: [keyId, '#good'],
      }),
      did,
    )
    expect(() => publicKeyOf(document, keyId, 'assertionMethod')).toThrow(
      expect.objectContaining({ code: 'key_type_unsupported' }),
    )
    expect(publicKeyOf(document, parseDidUrl(`${did}#good`), 'assertionMethod')).toEqual(jwk)
  })
})

describe('createDidDocument', () => {
  test('writes what parseDidDocument reads back', () => {
    const keys = [
      { fragment: 'key-1', jwk },
      { fragment: 'key-2', jwk: edwards },
    ]
    const document = parseDidDocument(createDidDocument({ did, keys }), did)
    for (const { fragment, jwk: key } of keys) {
      const id = parseDidUrl(`${did}#${fragment}`)
      expect(publicKeyOf(document, id, 'assertionMethod')).toEqual(key)
      expect(publicKeyOf(document, id, 'authentication')).toEqual(key)
      expect(() => publicKeyOf(document, id, 'capabilityDelegation')).toThrow(
        expect.objectContaining({ code: 'key_relationship_wrong' }),
      )
    }
  })

  test.each([
    ['an empty fragment', [{ fragment: '', jwk }], 'did_url_malformed'],
    ['a fragment that is none', [{ fragment: 'a#b', jwk }], 'did_url_malformed'],
    [
      'one fragment twice',
      [
        { fragment: 'a', jwk },
        { fragment: 'a', jwk: edwards },
      ],
      'did_document_malformed',
    ],
    ['a private key', [{ fragment: 'a', jwk: { ...jwk, d: 'AAAA' } }], 'jwk_malformed'],
  ])('refuses %s', (_, keys, code) => {
    expect(() => createDidDocument({ did, keys })).toThrow(expect.objectContaining({ code }))
  })
})
