import {
  BaseError,
  decodeBase64url,
  encodeHex,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseJson,
} from '@fidecura/base'
import { IdentityError } from '@fidecura/identity'

/** Algorithms of secp256k1, by the names that did-jwt gives them. RFC 8812 §3.2 knows the first alone. */
export type EthrJwtAlgorithm = 'ES256K' | 'ES256K-R'

/** Read, and proving nothing yet. */
export interface UnverifiedEthrJwt {
  readonly algorithm: EthrJwtAlgorithm
  readonly typ: string | undefined
  readonly kid: string | undefined
  readonly payload: JsonObject
}

/**
 * Takes a JWT apart, so strictly that did-jwt, which is laxer, reads the same in it or nothing.
 *
 * RFC 8812 also allows the second form that each signature has, and with it anybody could make two tokens
 * out of one: it is refused, as in transactions of Ethereum. did-jwt makes none.
 *
 * @throws IdentityError `jws_too_large`, `jws_malformed`, `jws_header_unsupported`, `jws_algorithm_wrong`.
 */
export function decodeEthrJwt(jwt: string): UnverifiedEthrJwt {
  if (jwt.length > maxLength) throw new IdentityError('jws_too_large', 'More bytes than the limit')
  const [first, second, third, ...others] = jwt.split('.', 4)
  if (first === undefined || second === undefined || third === undefined || others.length > 0) {
    throw malformed()
  }
  const header = jsonOf(first)
  for (const name of refusedMembers) {
    if (Object.hasOwn(header, name)) {
      throw new IdentityError('jws_header_unsupported', 'A header member that is not understood', {
        place: name,
      })
    }
  }
  const { alg, typ, kid } = header
  if (alg !== 'ES256K' && alg !== 'ES256K-R') {
    throw new IdentityError('jws_algorithm_wrong', 'Neither ES256K nor its recoverable form')
  }
  if (!isOptionalText(typ) || !isOptionalText(kid)) throw malformed()
  const signature = bytesOf(third)
  // The last byte says which of two keys: RFC 8812 leaves it out.
  const recovery = signature[64] ?? 0
  if (signature.length !== (alg === 'ES256K' ? 64 : 65) || recovery > 1) throw malformed()
  if (encodeHex(signature.subarray(32, 64)) > halfOrder) throw malformed()
  return { algorithm: alg, typ, kid, payload: jsonOf(second) }
}

const maxLength = 262_144

// Of secp256k1. SEC 2 §2.4.1.
const halfOrder = '7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0'

// Each of them would let the token say which key or which meaning to use; `cty` nests one token in another.
const refusedMembers = ['crit', 'b64', 'jwk', 'jku', 'x5u', 'x5c', 'cty'] as const

function isOptionalText(value: JsonValue | undefined): value is string | undefined {
  return value === undefined || typeof value === 'string'
}

function jsonOf(segment: string): JsonObject {
  const bytes = bytesOf(segment)
  try {
    const value = parseJson(bytes, { maxBytes: maxLength })
    if (isJsonObject(value)) return value
  } catch (error) {
    throw BaseError.is(error) ? malformed(error) : error
  }
  throw malformed()
}

function bytesOf(segment: string): Uint8Array {
  try {
    return decodeBase64url(segment)
  } catch (error) {
    throw malformed(error)
  }
}

function malformed(cause?: unknown): IdentityError {
  return new IdentityError('jws_malformed', 'Not a JWT', { cause })
}
