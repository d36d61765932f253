import { decodeHex, encodeBase64url, equalBytes } from '@fidecura/base'
import { algorithms } from '../algorithms.ts'
import { isOnCurve } from '../curve-point.ts'
import { IdentityError } from '../errors.ts'
import { type PublicJwk, parsePublicJwk } from '../jwk.ts'
import { malformed } from './passkey-shape.ts'

const place = '/response/publicKey'

/** COSE algorithm identifiers. RFC 9053 §2. */
export const coseAlgorithms = { ES256: -7, EdDSA: -8 } as const

// DER has one spelling for each key, so everything before the point is always the same.
/** RFC 5480 §2: id-ecPublicKey, prime256v1, and an uncompressed point. */
const p256 = /* @__PURE__ */ decodeHex(
  '3059301306072a8648ce3d020106082a8648ce3d03010703420004',
) as Uint8Array
/** RFC 8410 §4. */
const ed25519 = /* @__PURE__ */ decodeHex('302a300506032b6570032100') as Uint8Array

/**
 * Reads a SubjectPublicKeyInfo as `AuthenticatorAttestationResponse.getPublicKey()` gives it.
 *
 * @param algorithm - What `getPublicKeyAlgorithm()` gives.
 * @throws {@link IdentityError} `key_type_unsupported`: another algorithm; `passkey_malformed`: not a
 *   key of this algorithm; `jwk_malformed`: a point of small order.
 */
export function publicKeyOfSpki(spki: Uint8Array, algorithm: unknown): PublicJwk {
  if (algorithm === coseAlgorithms.ES256) {
    const point = after(p256, spki, 64)
    const [x, y] = [point.subarray(0, 32), point.subarray(32)]
    if (!isOnCurve(x, y, algorithms.ES256.curve)) throw malformed(place)
    const members = { kty: 'EC', crv: 'P-256', x: encodeBase64url(x), y: encodeBase64url(y) }
    return parsePublicJwk(members)
  }
  if (algorithm === coseAlgorithms.EdDSA) {
    const x = encodeBase64url(after(ed25519, spki, 32))
    return parsePublicJwk({ kty: 'OKP', crv: 'Ed25519', x })
  }
  throw new IdentityError('key_type_unsupported', 'Not ES256 or EdDSA', {
    place: '/response/publicKeyAlgorithm',
  })
}

function after(prefix: Uint8Array, spki: Uint8Array, length: number): Uint8Array {
  const right =
    spki.length === prefix.length + length && equalBytes(spki.subarray(0, prefix.length), prefix)
  if (!right) throw malformed(place)
  return spki.subarray(prefix.length)
}
