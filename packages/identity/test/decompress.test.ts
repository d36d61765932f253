import { createECDH } from 'node:crypto'
import { bytesOfInteger } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { algorithms } from '../src/algorithms.ts'
import * as node from '../src/crypto.node.ts'
import * as web from '../src/crypto.web.ts'
import { isOnCurve } from '../src/curve-point.ts'

/** What either half makes of it; the two must be one. */
function decompress(point: Uint8Array, algorithm: 'ES256' | 'ES384'): string | undefined {
  const text = [node, web].map((half) => {
    const found = half.decompress(point, algorithms[algorithm])
    return found && `04${hex(found.x)}${hex(found.y)}`
  })
  expect(text[0]).toBe(text[1])
  return text[0]
}

describe.each([
  ['P-256', 'ES256', 32, 'prime256v1'],
  ['P-384', 'ES384', 48, 'secp384r1'],
] as const)('decompress on %s', (_, algorithm, length, name) => {
  const { curve } = algorithms[algorithm]
  const pointAt = (x: bigint, sign = 2): Uint8Array =>
    Uint8Array.of(sign, ...bytesOfInteger(x, length))
  const xs = fc.oneof(
    fc.bigInt({ min: 0n, max: 2n ** BigInt(length * 8) - 1n }),
    // Around both ends of the field, and of its bytes.
    fc.bigInt({ min: 0n, max: 64n }).map((near) => curve.p - 32n + near),
    fc.bigInt({ min: 0n, max: 64n }),
  )
  // Small ones with a point; adding p to one gives the same point to whoever forgets to compare.
  const small = Array.from({ length: 64 }, (_unused, x) => BigInt(x)).filter(
    (x) => decompress(pointAt(x), algorithm) !== undefined,
  )

  test('judges any x in the same way on both engines, and finds points of the curve alone', () => {
    fc.assert(
      fc.property(xs, fc.constantFrom(2, 3), (x, sign) => {
        const found = decompress(pointAt(x, sign), algorithm)
        if (found === undefined) return
        const bytes = Buffer.from(found, 'hex').subarray(1)
        const y = bytes.subarray(length)
        expect(isOnCurve(bytes.subarray(0, length), y, curve)).toBe(true)
        expect((y.at(-1) ?? 0) & 1).toBe(sign & 1)
      }),
      { numRuns: 500 },
    )
  })

  test('judges any bytes in the same way on both engines', () => {
    const bytes = fc.uint8Array({ maxLength: 2 * length + 2 })
    fc.assert(
      fc.property(bytes, fc.integer({ min: 0, max: 7 }), (point, sign) => {
        const marked = Uint8Array.of(sign, ...point.subarray(1))
        const found = decompress(marked, algorithm)
        const compressed = marked.length === length + 1 && (sign === 2 || sign === 3)
        if (!compressed) expect(found).toBeUndefined()
      }),
    )
  })

  test('has no point for about half of all x', () => {
    expect(small.length).toBeGreaterThan(16)
    expect(small.length).toBeLessThan(48)
  })

  test('refuses x beyond the field, though it is that of a point once more', () => {
    for (const x of small) expect(decompress(pointAt(x + curve.p), algorithm)).toBeUndefined()
    expect(decompress(pointAt(2n ** BigInt(length * 8) - 1n), algorithm)).toBeUndefined()
  })

  test.each([
    ['nothing', []],
    ['the point at infinity', [0]],
    ['the point at infinity in the length of another', [0, ...zeros(length)]],
    ['a sign alone', [2]],
  ])('refuses %s', (_name, bytes) => {
    expect(decompress(Uint8Array.from(bytes), algorithm)).toBeUndefined()
  })

  test.each([
    ['a byte too few', 2, -1],
    ['a byte too many', 2, 1],
    ['the sign of an uncompressed point', 4, 0],
    ['the signs of hybrid points', 6, 0],
    ['no sign', 0, 0],
  ])('refuses %s', (_name, sign, more) => {
    for (const x of small) {
      const point = Uint8Array.of(sign, ...bytesOfInteger(x, length + more))
      expect(decompress(point, algorithm)).toBeUndefined()
    }
  })

  test('refuses points that are not compressed, which OpenSSL would convert as well', () => {
    const ecdh = createECDH(name)
    ecdh.generateKeys()
    for (const format of ['uncompressed', 'hybrid'] as const) {
      const point = Uint8Array.from(ecdh.getPublicKey(null, format))
      expect(decompress(point, algorithm)).toBeUndefined()
    }
  })

  test('finds both roots', () => {
    const ecdh = createECDH(name)
    ecdh.generateKeys()
    const compressed = Uint8Array.from(ecdh.getPublicKey(null, 'compressed'))
    const mirrored = Uint8Array.of(5 - (compressed[0] as number), ...compressed.subarray(1))
    const yOf = (point: Uint8Array): bigint =>
      BigInt(`0x${decompress(point, algorithm)?.slice(2 + 2 * length)}`)
    expect(decompress(compressed, algorithm)).toBe(ecdh.getPublicKey('hex'))
    expect(yOf(compressed) + yOf(mirrored)).toBe(curve.p)
  })
})

function zeros(length: number): number[] {
  return Array.from({ length }, () => 0)
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
