import { concatBytes } from '@fidecura/base'
import { bytesOfInteger, integerOfBytes } from './base58.ts'

/** y² = x³ - 3x + b over a field of `p`, where p mod 4 is 3. */
export interface PrimeCurve {
  readonly p: bigint
  readonly b: bigint
}

/** NIST SP 800-186 §3.2.1. */
export const primeCurves: Readonly<Record<'P-256' | 'P-384', PrimeCurve>> = {
  'P-256': {
    p: 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn,
    b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
  },
  'P-384': {
    p: 0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffffn,
    b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
  },
}

/**
 * Finds y of a compressed point. SEC 1 §2.3.4.
 *
 * @param point - 02 or 03, then x in as many bytes as the field has.
 * @returns `undefined` if there is no such point.
 */
export function decompressPoint(
  point: Uint8Array,
  { p, b }: PrimeCurve,
): { readonly x: Uint8Array; readonly y: Uint8Array } | undefined {
  const bytes = fieldBytes(p)
  const sign = point[0]
  if (point.length !== bytes + 1 || (sign !== 2 && sign !== 3)) return undefined
  const xBytes = point.slice(1)
  const x = integerOfBytes(xBytes)
  if (x >= p) return undefined
  const square = (x * x * x - 3n * x + b) % p
  // For p = 3 (mod 4) this is the root, if there is one.
  const root = power(square < 0n ? square + p : square, (p + 1n) >> 2n, p)
  if ((root * root - square) % p !== 0n) return undefined
  // Never zero: these curves have no point of order two, so the other root is p - root.
  const even = (root & 1n) === 0n
  return { x: xBytes, y: bytesOfInteger(even === (sign === 2) ? root : p - root, bytes) }
}

/** SEC 1 §3.2.2.1: both coordinates below `p`, and the equation holds. These curves have no other subgroup. */
export function isOnCurve(x: Uint8Array, y: Uint8Array, { p, b }: PrimeCurve): boolean {
  const [first, second] = [integerOfBytes(x), integerOfBytes(y)]
  if (first >= p || second >= p) return false
  return (second * second - first * first * first + 3n * first - b) % p === 0n
}

/** SEC 1 §2.3.3. Does not look whether the point lies on the curve. */
export function compressPoint(x: Uint8Array, y: Uint8Array): Uint8Array {
  const odd = ((y.at(-1) ?? 0) & 1) === 1
  return concatBytes(Uint8Array.of(odd ? 3 : 2), x)
}

function fieldBytes(p: bigint): number {
  return p.toString(16).length / 2
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n
  for (const bit of exponent.toString(2)) {
    result = (result * result) % modulus
    if (bit === '1') result = (result * base) % modulus
  }
  return result
}
