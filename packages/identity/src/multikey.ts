import {
  concatBytes,
  decodeBase58,
  decodeBase64url,
  encodeBase58,
  encodeBase64url,
} from '@fidecura/base'
import { decompress } from '#crypto'
import { type AlgorithmParameters, algorithmNames, algorithms } from './algorithms.ts'
import { compressPoint, isOnCurve } from './curve-point.ts'
import { IdentityError } from './errors.ts'
import { algorithmOf, type PublicJwk, parsePublicJwk } from './jwk.ts'

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
  for (const name of algorithmNames) {
    const parameters = algorithms[name]
    const { kty, crv, multicodec } = parameters
    if (bytes[0] !== multicodec[0] || bytes[1] !== multicodec[1]) continue
    if (kty === 'OKP') return parsePublicJwk({ kty, crv, x: encodeBase64url(key) })
    const point = decompress(key, parameters)
    if (point === undefined) throw malformed()
    const { x, y } = point
    // Nothing is left to be looked at: it is a point of this curve, in as many bytes.
    return Object.freeze({ kty, crv, x: encodeBase64url(x), y: encodeBase64url(y) })
  }
  throw unsupported()
}

/** @throws {@link IdentityError} `jwk_malformed`: the point is not on its curve. */
export function encodeMultikey(jwk: PublicJwk): string {
  const key = parsePublicJwk(jwk)
  const parameters = algorithms[algorithmOf(key)]
  const [x, y] = [decodeBase64url(key.x), decodeBase64url(key.y ?? '')]
  if (parameters.kty === 'OKP') return encode(parameters, x)
  // Else the text would name another point than the one handed in.
  if (!isOnCurve(x, y, parameters.curve)) throw malformed()
  return encode(parameters, compressPoint(x, y))
}

function encode({ multicodec }: AlgorithmParameters, key: Uint8Array): string {
  return `z${encodeBase58(concatBytes(Uint8Array.from(multicodec), key))}`
}

function malformed(): IdentityError {
  return new IdentityError('jwk_malformed', 'Not a public key in multibase')
}

function unsupported(): IdentityError {
  return new IdentityError('key_type_unsupported', 'Not a registered key type')
}
