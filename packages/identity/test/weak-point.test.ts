import { expect, test } from '@jest/globals'
import { importVerificationKey, parsePublicJwk, verifySignature } from '../src/index.ts'
import { isWeakEd25519 } from '../src/weak-point.ts'

const p = 2n ** 255n - 19n
// Of the points of order 8, both of them; the numbers are those of RFC 7748's curve in Edwards form.
const eighth = 0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n

function encode(y: bigint, sign: 0n | 1n): Uint8Array {
  const value = y | (sign << 255n)
  return Uint8Array.from({ length: 32 }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn))
}

test.each([
  ['0', 0n],
  ['1', 1n],
  ['p - 1', p - 1n],
  ['that of order 8', eighth],
  ['the other of order 8', p - eighth],
  ['p', p],
  ['p + 1', p + 1n],
  ['p + 18', p + 18n],
])('isWeakEd25519 refuses y of %s, with either sign', (_, y) => {
  expect([isWeakEd25519(encode(y, 0n)), isWeakEd25519(encode(y, 1n))]).toEqual([true, true])
})

test.each([
  ['2', 2n],
  ['one above 1 in a high byte', 1n + (1n << 240n)],
  ['p - 2', p - 2n],
  ['next to order 8', eighth + 256n],
  ['that begins as p does', p - (1n << 248n)],
])('isWeakEd25519 lets y of %s be', (_, y) => {
  expect([isWeakEd25519(encode(y, 0n)), isWeakEd25519(encode(y, 1n))]).toEqual([false, false])
})

test('verifySignature refuses R of small order, whatever the engine makes of it', async () => {
  const x = 'QgqnSiA6GyCkulf0wnaLWEt3QnFQUZFVViVp2zSDxio'
  const key = await importVerificationKey(parsePublicJwk({ kty: 'OKP', crv: 'Ed25519', x }))
  const text = new TextEncoder().encode('what is signed')
  // s is k times the private key, so the equation of RFC 8032 §5.1.7 holds.
  const s = 'a8PEJRmfVUaHHvJYc5nnTpM_DTQu9oLsbZ13D-5ykQI'
  const signature = new Uint8Array([...encode(1n, 0n), ...Buffer.from(s, 'base64url')])
  expect(await verifySignature(key, text, signature)).toBe(false)
})
