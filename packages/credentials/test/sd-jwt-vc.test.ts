import { encodeBase64url, encodeUtf8, type JsonObject, type JsonValue } from '@fidecura/base'
import { decodeCredential } from '@fidecura/credentials'
import { digestOf, signJws } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import { holder, issuer, later, noon } from './samples.ts'

const base: JsonObject = {
  iss: issuer.did,
  iat: noon,
  nbf: noon,
  exp: later,
  vct: 'https://credentials.example.com/identity_credential',
  jti: 'urn:uuid:5d4c0000-0000-4000-8000-000000000001',
  sub: holder.did,
  cnf: { jwk: { ...holder.publicKey } },
  status: { status_list: { idx: 412, uri: 'https://example.com/statuslists/1' } },
  colour: 'blue',
}

async function decode(payload: JsonObject, disclosures: readonly string[] = [], typ = 'dc+sd-jwt') {
  const compact = await signJws(payload, { signer: issuer, typ })
  return await decodeCredential([compact, ...disclosures, ''].join('~'))
}

function disclosureOf(name: string, value: JsonValue): string {
  return encodeBase64url(encodeUtf8(JSON.stringify(['eluV5Og3gSNII8EYnsxA_A', name, value])))
}

describe('decodeCredential, given dc+sd-jwt,', () => {
  test('reads a credential into the one shape, deep-frozen', async () => {
    const size = disclosureOf('size', { cm: 170 })
    const { credential } = await decode(
      { ...base, _sd: [await digestOf(size)], _sd_alg: 'sha-256' },
      [size],
    )
    expect(credential).toEqual({
      format: 'dc+sd-jwt',
      id: 'urn:uuid:5d4c0000-0000-4000-8000-000000000001',
      issuer: issuer.did,
      types: ['https://credentials.example.com/identity_credential'],
      subject: holder.did,
      holderKey: holder.publicKey,
      issuedAt: noon,
      validFrom: noon,
      validUntil: later,
      status: [{ kind: 'token', list: 'https://example.com/statuslists/1', index: 412 }],
      claims: { colour: 'blue', size: { cm: 170 } },
    })
    for (const part of [
      credential,
      credential.claims,
      credential.claims['size'],
      credential.status,
    ]) {
      expect(Object.isFrozen(part)).toBe(true)
    }
  })

  test('rejects a status entry of the other format, which nobody would look at', async () => {
    const credentialStatus = { type: 'BitstringStatusListEntry' }
    await expect(decode({ ...base, credentialStatus })).rejects.toMatchObject({
      code: 'status_type_unsupported',
      place: '/credentialStatus',
    })
  })

  test.each(['iss', 'nbf', 'exp', 'vct', 'cnf', 'status'])('rejects a hidden %s', async (name) => {
    const { [name]: value, ...open } = base
    const disclosure = disclosureOf(name, value as JsonValue)
    const payload = { ...open, _sd: [await digestOf(disclosure)] }
    await expect(decode(payload, [disclosure])).rejects.toMatchObject({
      code: 'disclosure_forbidden',
      place: name,
    })
  })

  test.each<[string, JsonValue]>([
    ['aud', 'https://clinic.example'],
    ['vct#integrity', 'sha256-AA'],
    ['_sd_alg', 'sha-256'],
  ])('rejects a hidden %s', async (name, value) => {
    const disclosure = disclosureOf(name, value)
    const payload = { ...base, _sd: [await digestOf(disclosure)] }
    await expect(decode(payload, [disclosure])).rejects.toMatchObject({
      code: 'disclosure_forbidden',
    })
  })

  test.each(['sub', 'iat', 'jti'])('accepts a hidden %s, as the draft does', async (name) => {
    const { [name]: value, ...open } = base
    const disclosure = disclosureOf(name, value as JsonValue)
    const payload = { ...open, _sd: [await digestOf(disclosure)] }
    const shown = await decode(payload, [disclosure])
    expect(shown.credential).toEqual((await decode(base)).credential)
  })

  test.each<[string, JsonObject, string, string]>([
    [
      'no issuer that is a DID',
      { iss: 'https://example.com/issuer' },
      'credential_malformed',
      '/iss',
    ],
    ['a type that is no text', { vct: 1 }, 'credential_malformed', '/vct'],
    ['an empty type', { vct: '' }, 'credential_malformed', '/vct'],
    ['an audience', { aud: 'https://clinic.example' }, 'credential_malformed', '/aud'],
    ['a start that is text', { nbf: '2026' }, 'credential_malformed', '/nbf'],
    ['an end beyond the calendar', { exp: 1e300 }, 'credential_malformed', '/exp'],
    ['a subject that is no URL', { sub: 'user 42' }, 'credential_malformed', '/sub'],
    ['a key that is none', { cnf: { jwk: { kty: 'EC' } } }, 'credential_malformed', '/cnf/jwk'],
    ['a status that is no object', { status: 'valid' }, 'credential_malformed', '/status'],
    [
      'a status of another mechanism',
      { status: { other: {} } },
      'status_type_unsupported',
      '/status',
    ],
    [
      'a second mechanism of status',
      {
        status: { status_list: { idx: 1, uri: 'https://example.com/1' }, other: {} },
      },
      'status_type_unsupported',
      '/status',
    ],
    [
      'a status index that is text',
      {
        status: { status_list: { idx: '1', uri: 'https://example.com/1' } },
      },
      'credential_malformed',
      '/status/status_list',
    ],
    [
      'a status index below zero',
      {
        status: { status_list: { idx: -1, uri: 'https://example.com/1' } },
      },
      'credential_malformed',
      '/status/status_list',
    ],
    [
      'a status list without address',
      { status: { status_list: { idx: 1 } } },
      'credential_malformed',
      '/status/status_list',
    ],
  ])('rejects %s', async (_, changes, code, place) => {
    await expect(decode({ ...base, ...changes })).rejects.toMatchObject({ code, place })
  })

  test.each(['iss', 'vct'])('rejects a credential without %s', async (name) => {
    const { [name]: _, ...rest } = base
    await expect(decode(rest)).rejects.toMatchObject({
      code: 'credential_malformed',
      place: `/${name}`,
    })
  })

  test.each(['vc+sd-jwt', 'vc+jwt', 'JWT', 'example+sd-jwt'])(
    'rejects the type %s',
    async (typ) => {
      await expect(decode(base, [], typ)).rejects.toMatchObject({
        code: 'credential_format_unsupported',
      })
    },
  )
})
