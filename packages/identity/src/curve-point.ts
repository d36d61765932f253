import { bytesOfInteger, concatBytes, integerOfBytes } from '@fidecura/base'

/** y² = x³ - 3x + b over a field of `p`, where p mod 4 is 3. SEC 1 §2.2.1. */
export interface PrimeCurve {
  readonly p: bigint
  readonly b: bigint
}

/** Both coordinates in as many bytes as the field has. */
export interface CurvePoint {
  readonly x: Uint8Array
  readonly y: Uint8Array
}

/**
 * Finds y of a compressed point. SEC 1 §2.3.4.
 *
 * @param point - 02 or 03, then x in as many bytes as the field has.
 * @returns `undefined` if there is no such point.
 */
export function decompressPoint(point: Uint8Array, { p, b }: PrimeCurve): CurvePoint | undefined {
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
