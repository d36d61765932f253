import { bytesOfInteger, decodeBase64url, integerOfBytes } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import { algorithms } from '../src/algorithms.ts'
import { isOnCurve } from '../src/curve-point.ts'
import { generateSigner } from '../src/index.ts'

describe.each([
  ['P-256', 'ES256', 32],
  ['P-384', 'ES384', 48],
] as const)('isOnCurve of %s', (crv, algorithm, length) => {
  const { curve } = algorithms[algorithm]
  const point = async () => {
    const { x, y = '' } = (await generateSigner({ algorithm })).publicKey
    return [decodeBase64url(x), decodeBase64url(y)] as const
  }

  test('takes the points of engines, and their opposites', async () => {
    for (let i = 0; i < 20; i++) {
      const [x, y] = await point()
      expect(isOnCurve(x, y, curve)).toBe(true)
      expect(isOnCurve(x, bytesOfInteger(curve.p - integerOfBytes(y), length), curve)).toBe(true)
    }
  })

  test('refuses any other y, the coordinates exchanged, and zeros', async () => {
    const [x, y] = await point()
    const other = y.slice()
    other[length - 1] = (other[length - 1] as number) ^ 1
    expect(isOnCurve(x, other, curve)).toBe(false)
    expect(isOnCurve(y, x, curve)).toBe(false)
    expect(isOnCurve(new Uint8Array(length), new Uint8Array(length), curve)).toBe(false)
  })

  test('refuses a coordinate that is p more than that of a point', () => {
    // The least x for which there is a y; x + p still fits.
    const x = crv === 'P-256' ? 5n : 2n
    const square = (x * x * x - 3n * x + curve.b) % curve.p
    const y = bytesOfInteger(power(square, (curve.p + 1n) / 4n, curve.p), length)
    expect(isOnCurve(bytesOfInteger(x, length), y, curve)).toBe(true)
    expect(isOnCurve(bytesOfInteger(x + curve.p, length), y, curve)).toBe(false)
  })
})

function power(root: bigint, exponent: bigint, modulus: bigint): bigint {
  if (exponent === 0n) return 1n
  const half = power(root, exponent / 2n, modulus)
  return (((half * half) % modulus) * (exponent % 2n === 1n ? root : 1n)) % modulus
}
