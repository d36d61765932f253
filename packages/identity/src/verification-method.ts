import { isJsonObject, type JsonObject, type JsonValue } from '@fidecura/base'
import { algorithmOfCurve } from './algorithms.ts'
import { IdentityError } from './errors.ts'
import { isForOtherUse, isSecret, type PublicJwk, parsePublicJwk } from './jwk.ts'
import { decodeMultikey } from './multikey.ts'

/**
 * The key in a verification method. Controlled Identifiers 1.0 §2.2; DID Core §5.2.1.
 *
 * @param place - Of the method, a JSON Pointer.
 * @returns `undefined` for what is well-formed but of no use to us.
 * @throws {@link IdentityError} `did_document_malformed`.
 */
export function publicKeyOfMethod(method: JsonObject, place: string): PublicJwk | undefined {
  const { type, publicKeyJwk, publicKeyMultibase, expires, revoked } = method
  // Whoever publishes a secret has no key any more, of whatever type.
  if (Object.keys(method).some((name) => secretMember.test(name))) throw malformed(place)
  const jwk = type === 'JsonWebKey' || type === 'JsonWebKey2020'
  const multikey = type === 'Multikey' || type === 'Ed25519VerificationKey2020'
  if (!jwk && !multikey) return undefined
  // Two materials might be two keys, and who verifies with which would be anybody's guess.
  const other = jwk ? publicKeyMultibase : publicKeyJwk
  if (other !== undefined) throw malformed(place)
  const member = jwk ? 'publicKeyJwk' : 'publicKeyMultibase'
  const key = orUndefined(`${place}/${member}`, () =>
    jwk ? keyOfJwk(publicKeyJwk) : decodeMultikey(publicKeyMultibase),
  )
  if (type === 'Ed25519VerificationKey2020' && key?.crv !== 'Ed25519') {
    throw malformed(`${place}/${member}`)
  }
  // A key with an end is not taken at all: nobody downstream would look at the end.
  return expires === undefined && revoked === undefined ? key : undefined
}

function keyOfJwk(jwk: JsonValue | undefined): PublicJwk | undefined {
  if (isJsonObject(jwk) && isForOthers(jwk)) return undefined
  return parsePublicJwk(jwk)
}

const secretMember = /^(?:private|secret)Key/

/** Keys to encrypt with, and those of types to come, may stand beside ours. Private ones may not. */
function isForOthers(jwk: JsonObject): boolean {
  const { kty, crv } = jwk
  if (isSecret(jwk) || typeof kty !== 'string') return false
  if (kty !== 'EC' && kty !== 'OKP') return true
  const algorithm = algorithmOfCurve(crv)
  return algorithm !== undefined && isForOtherUse(jwk, algorithm)
}

function orUndefined(place: string, read: () => PublicJwk | undefined): PublicJwk | undefined {
  try {
    return read()
  } catch (error) {
    if (!IdentityError.is(error)) throw error
    if (error.code === 'key_type_unsupported') return undefined
    throw malformed(place)
  }
}

function malformed(place: string): IdentityError {
  return new IdentityError('did_document_malformed', 'Not a verification method', { place })
}
