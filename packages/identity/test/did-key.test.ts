import { generateKeyPairSync } from 'node:crypto'
import { encodeBase58, epochSeconds } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import {
  didKeyOf,
  keyIdOf,
  type PublicJwk,
  parseDid,
  parsePublicJwk,
  publicKeyOf,
  resolveDidKey,
} from '../src/index.ts'

const now = epochSeconds(1_800_000_000)
const resolve = (did: string) => resolveDidKey(parseDid(did), { at: now, now })

function newKey(crv: PublicJwk['crv']): PublicJwk {
  const { publicKey } =
    crv === 'Ed25519'
      ? generateKeyPairSync('ed25519')
      : generateKeyPairSync('ec', { namedCurve: crv })
  return parsePublicJwk(publicKey.export({ format: 'jwk' }))
}

function didOfBytes(...bytes: readonly number[]): string {
  return `did:key:z${encodeBase58(Uint8Array.from(bytes))}`
}

const curves = ['Ed25519', 'P-256', 'P-384'] as const

describe.each(curves)('resolveDidKey of %s', (crv) => {
  test('gives back the key that didKeyOf wrote, every time', async () => {
    for (let i = 0; i < 20; i++) {
      const jwk = newKey(crv)
      const did = didKeyOf(jwk)
      const { document, resolvedAt, history } = await resolve(did)
      expect(publicKeyOf(document, keyIdOf(did), 'assertionMethod')).toEqual(jwk)
      expect({ resolvedAt, history, id: document.id }).toEqual({
        resolvedAt: now,
        history: 'immutable',
        id: did,
      })
    }
  })

  test('lets the key sign for everything and agree on nothing', async () => {
    const did = didKeyOf(newKey(crv))
    const { document } = await resolve(did)
    for (const use of [
      'authentication',
      'assertionMethod',
      'capabilityInvocation',
      'capabilityDelegation',
    ] as const) {
      expect(publicKeyOf(document, keyIdOf(did), use).crv).toBe(crv)
    }
    expect(() => publicKeyOf(document, keyIdOf(did), 'keyAgreement')).toThrow(
      expect.objectContaining({ code: 'key_relationship_wrong' }),
    )
  })

  test('returns what cannot be changed', async () => {
    const resolved = await resolve(didKeyOf(newKey(crv)))
    const frozen = (value: unknown): boolean =>
      typeof value !== 'object' ||
      value === null ||
      (Object.isFrozen(value) && Object.values(value).every(frozen))
    expect(frozen(resolved)).toBe(true)
  })
})

const ed25519 = 'z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp'
const ones = (length: number): number[] => Array.from({ length }, () => 1)

describe('resolveDidKey', () => {
  test.each([
    ['X25519', 'did:key:z6LSeu9HkTHSfLLeUs2nnzUSNedgDUevfNQgQjQC23ZCit6F'],
    ['secp256k1', 'did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme'],
    ['P-521', didOfBytes(0x82, 0x24, ...ones(67))],
    ['BLS12-381', didOfBytes(0xeb, 0x01, ...ones(96))],
    ['RSA', `did:key:z4MX${'j'.repeat(360)}`],
    ['P-256 in more bytes than any key has', didOfBytes(0x80, 0x24, 2, ...ones(200))],
    ['a multicodec with a padded varint', didOfBytes(0xed, 0x81, 0x00, ...ones(32))],
  ])('says that %s is not supported', async (_, did) => {
    await expect(resolve(did)).rejects.toMatchObject({
      code: 'key_type_unsupported',
      outcome: 'failed',
    })
  })

  test.each([
    ['base58btc without its prefix', `did:key:${ed25519.slice(1)}`],
    ['base64url in place of base58btc', 'did:key:u7QEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'],
    ['a character outside the alphabet', `did:key:${ed25519.slice(0, -1)}0`],
    ['nothing after the prefix', 'did:key:z'],
    ['a multicodec and no key', 'did:key:z6Mk'],
    ['a version before the key', `did:key:1.1:${ed25519}`],
    ['an escape', `did:key:${ed25519}%41`],
    ['Ed25519 in 31 bytes', didOfBytes(0xed, 0x01, ...ones(31))],
    ['Ed25519 in 33 bytes', didOfBytes(0xed, 0x01, ...ones(33))],
    ['a P-256 point that is not compressed', didOfBytes(0x80, 0x24, 4, ...ones(64))],
    ['a P-256 point in one byte too many', didOfBytes(0x80, 0x24, 2, ...ones(33))],
    ['a P-384 key with a P-256 point', didOfBytes(0x81, 0x24, 2, ...ones(32))],
    ['a P-256 x beyond the field', didOfBytes(0x80, 0x24, 2, ...Array(32).fill(0xff))],
  ])('rejects %s', async (_, did) => {
    await expect(resolve(did)).rejects.toMatchObject({ code: 'did_malformed' })
  })

  test('leaves other methods alone', async () => {
    await expect(resolve('did:jwk:e30')).rejects.toMatchObject({ code: 'did_method_unsupported' })
  })
})

test('didKeyOf refuses a point beside its curve, whose name would be that of another key', () => {
  const { y } = newKey('P-256')
  // Some of these x are those of points and some are not; with this y none is.
  for (let last = 0; last < 16; last++) {
    const x = Buffer.alloc(32, 0).fill(last, 31).toString('base64url')
    const jwk = parsePublicJwk({ kty: 'EC', crv: 'P-256', x, y })
    expect(() => didKeyOf(jwk)).toThrow(expect.objectContaining({ code: 'jwk_malformed' }))
  }
})

test('keyIdOf refuses methods whose document must say', () => {
  expect(() => keyIdOf(parseDid('did:web:example.com'))).toThrow(
    expect.objectContaining({ code: 'did_method_unsupported' }),
  )
})
