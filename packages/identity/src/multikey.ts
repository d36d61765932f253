import { concatBytes, decodeBase64url, encodeBase64url, equalBytes } from '@fidecura/base'
import { decodeBase58, encodeBase58 } from './base58.ts'
import { compressPoint, decompressPoint, primeCurves } from './curve-point.ts'
import { IdentityError } from './errors.ts'
import { type PublicJwk, parsePublicJwk } from './jwk.ts'

/** The two bytes of the multicodec, as an unsigned varint, that stand before each kind of key. */
const prefixes: Readonly<Record<PublicJwk['crv'], Uint8Array>> = {
  Ed25519: Uint8Array.of(0xed, 0x01),
  'P-256': Uint8Array.of(0x80, 0x24),
  'P-384': Uint8Array.of(0x81, 0x24),
}

// Twice what P-384 takes: longer is none of the keys above, however misspelt. Bounds a quadratic decoder.
const maxLength = 140
const base58btc = /^z[1-9A-HJ-NP-Za-km-z]+$/

/**
 * Reads a public key in multibase base58btc. Controlled Identifiers 1.0 §2.2.2; did:key §2.1.
 *
 * @throws {@link IdentityError} `key_type_unsupported`: another multicodec; `jwk_malformed`: no
 *   multibase of the right length, or no point of the curve.
 */
export function decodeMultikey(text: unknown): PublicJwk {
  if (typeof text !== 'string' || text.length > 2048 || !base58btc.test(text)) throw malformed()
  if (text.length > maxLength) throw unsupported()
  const bytes = decodeBase58(text.slice(1))
  if (bytes === undefined || bytes.length < 3) throw malformed()
  const key = bytes.subarray(2)
  for (const crv of ['P-256', 'Ed25519', 'P-384'] as const) {
    if (!equalBytes(bytes.subarray(0, 2), prefixes[crv])) continue
    if (crv === 'Ed25519') return parsePublicJwk({ kty: 'OKP', crv, x: encodeBase64url(key) })
    const point = decompressPoint(key, primeCurves[crv])
    if (point === undefined) throw malformed()
    const { x, y } = point
    return parsePublicJwk({ kty: 'EC', crv, x: encodeBase64url(x), y: encodeBase64url(y) })
  }
  throw unsupported()
}

/** @throws {@link IdentityError} `jwk_malformed`: the point is not on its curve. */
export function encodeMultikey({ crv, x, y }: PublicJwk): string {
  const xBytes = decodeBase64url(x)
  if (crv === 'Ed25519') return encode(prefixes[crv], xBytes)
  const yBytes = decodeBase64url(y ?? '')
  const compressed = compressPoint(xBytes, yBytes)
  // Else the text would name another point than the one handed in.
  const point = decompressPoint(compressed, primeCurves[crv])
  if (point === undefined || !equalBytes(point.y, yBytes)) throw malformed()
  return encode(prefixes[crv], compressed)
}

function encode(prefix: Uint8Array, key: Uint8Array): string {
  return `z${encodeBase58(concatBytes(prefix, key))}`
}

function malformed(): IdentityError {
  return new IdentityError('jwk_malformed', 'Not a public key in multibase')
}

function unsupported(): IdentityError {
  return new IdentityError('key_type_unsupported', 'Not a registered key type')
}
