import { expect, test } from '@jest/globals'
import { IdentityError, parsePublicJwk, thumbprintOf } from '../src/index.ts'

// RFC 8037 appendix A.2 and A.3.
const ed25519 = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }
// RFC 7517 appendix A.1.
const p256 = {
  kty: 'EC',
  crv: 'P-256',
  x: 'MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4',
  y: '4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM',
}

test('thumbprintOf gives the value of RFC 8037 appendix A.3', async () => {
  expect(await thumbprintOf(parsePublicJwk(ed25519))).toBe(
    'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k',
  )
})

test('parsePublicJwk drops what engines and people add', () => {
  const parsed = parsePublicJwk({
    ...ed25519,
    alg: 'Ed25519',
    ext: true,
    key_ops: ['verify'],
    kid: '1',
  })
  expect(parsed).toEqual(ed25519)
  expect(Object.isFrozen(parsed)).toBe(true)
})

test.each([
  ['a private key', { ...p256, d: 'AAAA' }, 'jwk_malformed'],
  ['a symmetric key', { kty: 'oct', k: 'AAAA' }, 'jwk_malformed'],
  ['a public key with a symmetric member', { ...p256, k: 'AAAA' }, 'jwk_malformed'],
  ['an RSA key', { kty: 'RSA', n: 'AQAB', e: 'AQAB' }, 'key_type_unsupported'],
  ['a curve outside of the table', { ...p256, crv: 'secp256k1' }, 'key_type_unsupported'],
  ['a curve of the other key type', { ...p256, crv: 'Ed25519' }, 'key_type_unsupported'],
  ['a missing coordinate', { kty: 'EC', crv: 'P-256', x: p256.x }, 'jwk_malformed'],
  ['a short coordinate', { ...p256, y: p256.y.slice(4) }, 'jwk_malformed'],
  ['padding', { ...p256, y: `${p256.y}=` }, 'jwk_malformed'],
  ['a second coordinate on Ed25519', { ...ed25519, y: ed25519.x }, 'jwk_malformed'],
  ['a key for encryption', { ...p256, use: 'enc' }, 'jwk_malformed'],
  ['a key for signing only', { ...p256, key_ops: ['sign'] }, 'jwk_malformed'],
  ['null', null, 'jwk_malformed'],
  ['a text', 'jwk', 'jwk_malformed'],
])('parsePublicJwk refuses %s', (_, jwk, code) => {
  expect(() => parsePublicJwk(jwk)).toThrow(expect.objectContaining({ code }))
})

const bytesOf = (hex: string): string => Buffer.from(hex, 'hex').toString('base64url')

// The eight points of small order, in all encodings that some engine takes.
test.each([
  ['the neutral element', `01${'00'.repeat(31)}`],
  ['the neutral element with its sign set', `01${'00'.repeat(30)}80`],
  ['order 2', `ec${'ff'.repeat(30)}7f`],
  ['order 4', '00'.repeat(32)],
  ['order 4, the other', `${'00'.repeat(31)}80`],
  ['order 8', '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05'],
  ['order 8, the second', '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85'],
  ['order 8, the third', 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a'],
  ['order 8, the fourth', 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa'],
  ['a coordinate equal to the prime', `ed${'ff'.repeat(30)}7f`],
  ['a coordinate above the prime', `ee${'ff'.repeat(30)}7f`],
  ['a coordinate above the prime, with its sign set', `ff${'ff'.repeat(30)}ff`],
])('parsePublicJwk refuses %s as an Ed25519 key', (_, hex) => {
  const error = catchError(() => parsePublicJwk({ ...ed25519, x: bytesOf(hex) }))
  expect(error).toMatchObject({ code: 'jwk_malformed' })
  expect(IdentityError.is(error)).toBe(true)
})

function catchError(act: () => unknown): unknown {
  try {
    act()
  } catch (error) {
    return error
  }
  throw new Error('Nothing was thrown')
}
