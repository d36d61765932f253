import { deflateSync, gzipSync } from 'node:zlib'
import { encodeBase64url, type JsonObject } from '@fidecura/base'
import { signJws } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import {
  after,
  context,
  department,
  forger,
  noon,
  payloadOf,
  shelf,
  stranger,
  tokenEntry,
  tokenList,
} from './fixture.ts'

async function readAltered(change: (claims: JsonObject) => JsonObject, typ = 'statuslist+jwt') {
  const { reader, put } = shelf()
  const claims = change(payloadOf(await tokenList()) as JsonObject)
  put(await signJws(claims, { signer: department, typ }))
  return reader.read(tokenEntry, context())
}

function withList(list: JsonObject) {
  return (claims: JsonObject) => ({
    ...claims,
    status_list: { ...(claims['status_list'] as JsonObject), ...list },
  })
}

const packed = (bytes: Uint8Array) => encodeBase64url(deflateSync(bytes))
const bytes = new Uint8Array(32_768)

describe('a token status list', () => {
  test.each([
    ['valid', []],
    ['suspended', [{ index: 7, value: 'suspended' }]],
    ['revoked', [{ index: 7, value: 'revoked' }]],
    [
      'valid',
      [
        { index: 6, value: 'revoked' },
        { index: 8, value: 'suspended' },
      ],
    ],
  ] as const)('says %s', async (value, entries) => {
    const { reader, put } = shelf()
    put(await tokenList({ entries }))
    const reading = await reader.read(tokenEntry, context())
    expect(reading).toEqual({ value, listIssuedAt: after(-60), fetchedAt: noon })
    expect(Object.isFrozen(reading)).toBe(true)
  })

  test('is read unchanged when signed again as it is', async () => {
    await expect(readAltered((claims) => claims)).resolves.toMatchObject({ value: 'valid' })
  })

  test.each<[string, (claims: JsonObject) => JsonObject, string]>([
    ['of another URL', (c) => ({ ...c, sub: 'https://other.example/1' }), 'status_list_mismatch'],
    ['without a subject', ({ sub: _, ...c }) => c, 'status_list_malformed'],
    [
      'that another is said to have issued',
      (c) => ({ ...c, iss: stranger.did }),
      'status_list_untrusted',
    ],
    ['without a time of issue', ({ iat: _, ...c }) => c, 'status_list_malformed'],
    ['made later than now', (c) => ({ ...c, iat: after(61) }), 'status_list_not_yet_valid'],
    ['that has ended', (c) => ({ ...c, exp: noon }), 'status_list_stale'],
    ['whose end is no instant', (c) => ({ ...c, exp: 'never' }), 'status_list_malformed'],
    ['whose ttl is nothing', (c) => ({ ...c, ttl: 0 }), 'status_list_malformed'],
    ['without a list', ({ status_list: _, ...c }) => c, 'status_list_malformed'],
    ['of three bits', withList({ bits: 3 }), 'status_list_malformed'],
    ['that is not base64url', withList({ lst: 'a+b' }), 'status_list_malformed'],
    [
      'that is not zlib',
      withList({ lst: encodeBase64url(gzipSync(bytes)) }),
      'status_list_malformed',
    ],
    [
      'with bytes after its end',
      withList({ lst: encodeBase64url(Buffer.concat([deflateSync(bytes), Buffer.of(0)])) }),
      'status_list_malformed',
    ],
    [
      'that unpacks to more than 4 MiB',
      withList({ lst: packed(new Uint8Array(4_194_305)) }),
      'status_list_malformed',
    ],
    [
      'that unpacks to nothing',
      withList({ lst: packed(new Uint8Array(0)) }),
      'status_index_out_of_range',
    ],
    [
      'whose value is the application’s',
      withList({ lst: packed(bytes.slice().fill(0xff)) }),
      'status_value_undefined',
    ],
  ])('is refused %s', async (_, change, code) => {
    await expect(readAltered(change)).rejects.toMatchObject({ code })
  })

  test('is accepted within the skew and at the largest size', async () => {
    await expect(readAltered((c) => ({ ...c, iat: after(60) }))).resolves.toBeDefined()
    const largest = withList({ bits: 1, lst: packed(new Uint8Array(4_194_304)) })
    await expect(readAltered(largest)).resolves.toBeDefined()
  })

  test('is refused as another kind of token', async () => {
    await expect(readAltered((claims) => claims, 'JWT')).rejects.toMatchObject({
      code: 'jws_type_wrong',
    })
  })

  test.each([
    ['beyond its end', 131_072],
    ['before its beginning', -1],
    ['between two entries', 0.5],
  ])('has no entry %s', async (_, index) => {
    const { reader, put } = shelf()
    put(await tokenList())
    const entry = { ...tokenEntry, index }
    const code = 'status_index_out_of_range'
    await expect(reader.read(entry, context())).rejects.toMatchObject({ code })
  })

  test('is refused when somebody else signed it, under whatever name', async () => {
    const { reader, put } = shelf()
    put(await tokenList({}, stranger))
    await expect(reader.read(tokenEntry, context())).rejects.toMatchObject({
      code: 'status_list_untrusted',
      outcome: 'failed',
    })
    put(await tokenList({}, forger))
    await expect(reader.read(tokenEntry, context())).rejects.toMatchObject({
      code: 'jws_signature_invalid',
    })
  })

  test('is refused in place of a bitstring list, and the other way round', async () => {
    const { reader, put } = shelf()
    put(await tokenList())
    const entry = { ...tokenEntry, kind: 'bitstring', purpose: 'revocation' } as const
    await expect(reader.read(entry, context())).rejects.toMatchObject({ code: 'jws_type_wrong' })
    await expect(reader.read(tokenEntry, context())).resolves.toBeDefined()
    await expect(reader.read(entry, context())).rejects.toMatchObject({ code: 'jws_type_wrong' })
  })
})
