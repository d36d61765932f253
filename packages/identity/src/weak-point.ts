import { encodeBase64url } from '@fidecura/base'

// The y coordinates, little-endian, of the points whose order divides 8. Under such a key one
// signature fits many messages, and engines differ in what they accept.
const smallOrder: readonly string[] = [
  'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  'AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  '7P_______________________________________38',
  'JuiVj8KyJ7BFw_SJ8u-Y8NXfrAXTxjM5sTgCiG1T_AU',
  'xxdqcD1N2E-6PAt2DRBnDyogU_osOczGTsf9d5KsA3o',
]
// What those begin with, and the y coordinates beyond the field.
const firstBytes: readonly number[] = [0x00, 0x01, 0xec, 0x26, 0xc7]

/** RFC 8032 §5.1.3: y must be below 2^255 - 19; beyond the RFC, the point must not be of small order. */
export function isWeakEd25519(point: Uint8Array): boolean {
  const first = point[0] as number
  // Nine of ten sound points are done here, for every signature has one.
  if (first < 0xed && !firstBytes.includes(first)) return false
  const y = Uint8Array.from(point)
  y[31] = (y[31] as number) & 0x7f
  if (smallOrder.includes(encodeBase64url(y))) return true
  return first >= 0xed && y[31] === 0x7f && y.subarray(1, 31).every((byte) => byte === 0xff)
}
