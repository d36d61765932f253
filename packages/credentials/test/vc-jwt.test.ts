import { type JsonObject, type JsonValue, parseJsonText } from '@fidecura/base'
import { decodeCredential } from '@fidecura/credentials'
import { signJws } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import { holder, issuer, later, noon } from './samples.ts'

const base: JsonObject = parseJsonText(
  JSON.stringify({
    '@context': [
      'https://www.w3.org/ns/credentials/v2',
      'https://www.w3.org/ns/credentials/examples/v2',
    ],
    id: 'urn:uuid:5d4c0000-0000-4000-8000-000000000001',
    type: ['VerifiableCredential', 'ExampleDegreeCredential'],
    issuer: { id: issuer.did, name: 'Example University' },
    validFrom: '2026-11-22T12:00:00Z',
    validUntil: '2027-02-20T12:00:00Z',
    credentialSubject: { id: holder.did, degree: { name: 'Bachelor of Examples' } },
    credentialStatus: {
      type: 'BitstringStatusListEntry',
      statusPurpose: 'revocation',
      statusListIndex: '94567',
      statusListCredential: 'https://example.com/credentials/status/3',
    },
    cnf: { jwk: { ...holder.publicKey } },
    iat: noon,
  }),
) as JsonObject

async function decode(payload: JsonObject, typ = 'vc+jwt') {
  return await decodeCredential(await signJws(payload, { signer: issuer, typ }))
}

describe('decodeCredential, given vc+jwt,', () => {
  test('reads a credential into the one shape, deep-frozen', async () => {
    const { credential, keyBinding } = await decode(base)
    expect(credential).toEqual({
      format: 'vc+jwt',
      id: 'urn:uuid:5d4c0000-0000-4000-8000-000000000001',
      issuer: issuer.did,
      types: ['ExampleDegreeCredential'],
      subject: holder.did,
      holderKey: holder.publicKey,
      issuedAt: noon,
      validFrom: noon,
      validUntil: later,
      status: [
        {
          kind: 'bitstring',
          list: 'https://example.com/credentials/status/3',
          index: 94567,
          purpose: 'revocation',
        },
      ],
      claims: { degree: { name: 'Bachelor of Examples' } },
    })
    expect(keyBinding).toBeUndefined()
    for (const part of [
      credential,
      credential.types,
      credential.status,
      credential.status[0],
      credential.claims,
      credential.claims['degree'],
      credential.holderKey,
    ]) {
      expect(Object.isFrozen(part)).toBe(true)
    }
  })

  test.each<[string, JsonObject]>([
    ['an issuer that is a string', { issuer: issuer.did }],
    ['a type that is a string', { type: 'VerifiableCredential' }],
    [
      'a context that is an object, after the first',
      {
        '@context': ['https://www.w3.org/ns/credentials/v2', { '@vocab': 'https://example.com/' }],
      },
    ],
    ['a list of one subject', { credentialSubject: [{ id: holder.did }] }],
    [
      'JWT claims that agree',
      {
        iss: issuer.did,
        sub: holder.did,
        jti: 'urn:uuid:5d4c0000-0000-4000-8000-000000000001',
        nbf: noon,
        exp: later,
      },
    ],
    ['members that it does not know', { evidence: [{ type: 'Example' }], name: 'A degree' }],
    ['a period of one instant', { validUntil: '2026-11-22T12:00:00Z' }],
  ])('accepts %s', async (_, changes) => {
    const { credential } = await decode({ ...base, ...changes })
    expect(credential.issuer).toBe(issuer.did)
  })

  const without = (...names: string[]): JsonObject =>
    Object.fromEntries(Object.entries(base).filter(([name]) => !names.includes(name)))

  test('takes the period from the JWT claims where the credential has none', async () => {
    const payload = { ...without('validFrom', 'validUntil'), nbf: noon, exp: later }
    const { credential } = await decode(payload)
    expect([credential.validFrom, credential.validUntil]).toEqual([noon, later])
  })

  test('reads both kinds of status when both are there', async () => {
    const status = { status_list: { idx: 7, uri: 'https://example.com/tokens/1' } }
    const { credential } = await decode({ ...base, status })
    expect(credential.status.map(({ kind, index }) => [kind, index])).toEqual([
      ['bitstring', 94567],
      ['token', 7],
    ])
  })

  const entry = base['credentialStatus'] as JsonObject
  const outside = 'did:web:stranger.example'
  test.each<[string, JsonObject, string, string]>([
    ['no context', { '@context': [] }, 'credential_malformed', '/@context'],
    [
      'the context of version 1 first',
      {
        '@context': [
          'https://www.w3.org/2018/credentials/v1',
          'https://www.w3.org/ns/credentials/v2',
        ],
      },
      'credential_malformed',
      '/@context',
    ],
    [
      'a context that is a string',
      {
        '@context': 'https://www.w3.org/ns/credentials/v2',
      },
      'credential_malformed',
      '/@context',
    ],
    [
      'a context that is a number',
      {
        '@context': ['https://www.w3.org/ns/credentials/v2', 1],
      },
      'credential_malformed',
      '/@context',
    ],
    [
      'a context that is no URL',
      { '@context': ['https://www.w3.org/ns/credentials/v2', 'https ://example.com'] },
      'credential_malformed',
      '/@context',
    ],
    [
      'a name in words of its own',
      { name: { '@value': 'A', url: 'x' } },
      'credential_malformed',
      '/name',
    ],
    ['a name that is a number', { name: [1] }, 'credential_malformed', '/name'],
    [
      'a description of its issuer in words of its own',
      { issuer: { id: issuer.did, description: { '@value': 'A', url: 'x' } } },
      'credential_malformed',
      '/description',
    ],
    ['evidence of no type', { evidence: [{}] }, 'credential_malformed', '/evidence'],
    ['terms of no type', { termsOfUse: { id: 'x' } }, 'credential_malformed', '/termsOfUse'],
    [
      'a refresh service that is a text',
      { refreshService: 'x' },
      'credential_malformed',
      '/refreshService',
    ],
    ['no base type', { type: ['ExampleDegreeCredential'] }, 'credential_malformed', '/type'],
    [
      'a type that is a number',
      { type: ['VerifiableCredential', 1] },
      'credential_malformed',
      '/type',
    ],
    [
      'more types than the limit',
      {
        type: ['VerifiableCredential', ...Array.from({ length: 16 }, (_, i) => `T${i}`)],
      },
      'credential_malformed',
      '/type',
    ],
    [
      'an issuer that is not a DID',
      { issuer: 'https://example.com' },
      'credential_malformed',
      '/issuer',
    ],
    ['an issuer that is null', { issuer: null }, 'credential_malformed', '/issuer'],
    ['an id that is no URL', { id: 'number one' }, 'credential_malformed', '/id'],
    ['an empty subject', { credentialSubject: {} }, 'credential_malformed', '/credentialSubject'],
    [
      'two subjects',
      {
        credentialSubject: [{ id: holder.did }, { id: issuer.did }],
      },
      'credential_malformed',
      '/credentialSubject',
    ],
    [
      'a subject whose id is no URL',
      {
        credentialSubject: { id: 'patient 7' },
      },
      'credential_malformed',
      '/credentialSubject/id',
    ],
    [
      'a period without a zone',
      { validFrom: '2026-11-22T12:00:00' },
      'credential_malformed',
      '/validFrom',
    ],
    [
      'a day that no calendar has',
      { validUntil: '2027-02-30T12:00:00Z' },
      'credential_malformed',
      '/validUntil',
    ],
    [
      'an end before the start',
      { validUntil: '2026-11-22T11:59:59Z' },
      'credential_malformed',
      '/validUntil',
    ],
    ['another iss', { iss: outside }, 'credential_malformed', '/iss'],
    ['another sub', { sub: outside }, 'credential_malformed', '/sub'],
    [
      'a sub though the subject has no id',
      {
        credentialSubject: { degree: 'none' },
        sub: holder.did,
      },
      'credential_malformed',
      '/sub',
    ],
    [
      'another jti',
      { jti: 'urn:uuid:5d4c0000-0000-4000-8000-000000000002' },
      'credential_malformed',
      '/jti',
    ],
    ['another nbf', { nbf: noon - 1 }, 'credential_malformed', '/nbf'],
    ['another exp', { exp: later + 1 }, 'credential_malformed', '/exp'],
    ['an exp that is text', { exp: '2027' }, 'credential_malformed', '/exp'],
    ['an iat that is negative', { iat: -1 }, 'credential_malformed', '/iat'],
    ['an audience', { aud: 'https://clinic.example' }, 'credential_malformed', '/aud'],
    ['the vc claim of version 1', { vc: {} }, 'credential_malformed', '/vc'],
    ['an embedded proof that nobody would check', { proof: {} }, 'credential_malformed', '/proof'],
    [
      'a schema that nobody would check',
      {
        credentialSchema: { id: 'https://example.com/schema', type: 'JsonSchema' },
      },
      'credential_schema_unsupported',
      '/credentialSchema',
    ],
    ['a confirmation by key id', { cnf: { kid: 'key-1' } }, 'credential_malformed', '/cnf/jwk'],
    [
      'a second confirmation',
      {
        cnf: { jwk: { ...holder.publicKey }, jkt: 'x' },
      },
      'credential_malformed',
      '/cnf',
    ],
    [
      'a private key as confirmation',
      {
        cnf: { jwk: { ...holder.publicKey, d: 'AA' } },
      },
      'credential_malformed',
      '/cnf/jwk',
    ],
    [
      'a status without a type',
      {
        credentialStatus: { statusPurpose: 'revocation' },
      },
      'credential_malformed',
      '/credentialStatus/type',
    ],
    [
      'a status of an unknown type',
      {
        credentialStatus: { ...entry, type: 'StatusList2021Entry' },
      },
      'status_type_unsupported',
      '/credentialStatus',
    ],
    [
      'a second status of an unknown type',
      {
        credentialStatus: [entry, { type: 'Other' }],
      },
      'status_type_unsupported',
      '/credentialStatus',
    ],
    [
      'a status of more than one bit',
      {
        credentialStatus: { ...entry, statusSize: 2 },
      },
      'status_type_unsupported',
      '/credentialStatus',
    ],
    [
      'a status index that is a number',
      {
        credentialStatus: { ...entry, statusListIndex: 94567 },
      },
      'credential_malformed',
      '/credentialStatus',
    ],
    [
      'a status index with a sign',
      {
        credentialStatus: { ...entry, statusListIndex: '-1' },
      },
      'credential_malformed',
      '/credentialStatus',
    ],
    [
      'a status list that is no URL',
      {
        credentialStatus: { ...entry, statusListCredential: 'list' },
      },
      'credential_malformed',
      '/credentialStatus/statusListCredential',
    ],
    [
      'more status entries than the limit',
      {
        credentialStatus: Array.from({ length: 17 }, () => entry),
      },
      'credential_malformed',
      '/credentialStatus',
    ],
  ])('rejects %s', async (_, changes, code, place) => {
    await expect(decode({ ...base, ...changes })).rejects.toMatchObject({ code, place })
  })

  test('calls a schema that it never fetches unknown, not invalid', async () => {
    const credentialSchema = { id: 'https://example.com/schema', type: 'JsonSchema' }
    await expect(decode({ ...base, credentialSchema })).rejects.toMatchObject({
      outcome: 'unknown',
    })
  })

  test.each(['@context', 'type', 'issuer', 'credentialSubject'])(
    'rejects a credential without %s',
    async (name) => {
      await expect(decode(without(name))).rejects.toMatchObject({ code: 'credential_malformed' })
    },
  )

  test.each(['JWT', 'vc+ld+jwt', 'dc+sd-jwt', 'vp+jwt', 'application/vc+jwt'])(
    'rejects the type %s',
    async (typ) => {
      await expect(decode(base, typ)).rejects.toMatchObject({
        code: 'credential_format_unsupported',
      })
    },
  )

  test.each<[string, string, string]>([
    [
      'a member named twice',
      `{"issuer":"${issuer.did}","issuer":"${issuer.did}"}`,
      'json_duplicate_member',
    ],
    ['a byte-order mark', '\ufeff{}', 'json_malformed'],
    ['no object', '[]', 'credential_malformed'],
  ])('rejects %s', async (_, text, code) => {
    const bytes = new TextEncoder().encode(text)
    const token = await signJws(bytes, { signer: issuer, typ: 'vc+jwt' })
    await expect(decodeCredential(token)).rejects.toMatchObject({ code })
  })

  test.each<[unknown, string]>([
    ['', 'jws_malformed'],
    ['garbage', 'jws_malformed'],
    ['a.b.c', 'jws_malformed'],
    [undefined, 'credential_malformed'],
    [{}, 'credential_malformed'],
  ])('rejects %p', async (token, code) => {
    await expect(decodeCredential(token as string)).rejects.toMatchObject({ code })
  })

  test('keeps what it was given out of its errors', async () => {
    const secret = 'Zebedee'
    const changes: readonly JsonValue[] = [
      { ...base, issuer: secret },
      { ...base, id: secret },
      { ...base, validFrom: secret },
      { ...base, cnf: { jwk: { kty: secret } } },
      { ...base, credentialStatus: { type: secret } },
    ]
    for (const payload of changes) {
      const error: unknown = await decode(payload as JsonObject).catch((reason: unknown) => reason)
      const { inspect } = await import('node:util')
      expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain(secret)
    }
  })
})
