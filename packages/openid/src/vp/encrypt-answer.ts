import { encodeUtf8, isJsonObject, type JsonObject, type JsonValue } from '@fidecura/base'
import { CompactEncrypt } from 'jose/jwe/compact/encrypt'
import { OpenIdError } from '../errors.ts'
import { answerAlgorithm, answerEncryptions } from './protocol.ts'

/** To whom an answer is encrypted, and how. */
export interface AnswerEncryption {
  readonly jwk: JsonObject
  readonly enc: (typeof answerEncryptions)[number]
}

/**
 * The first key that an answer can be encrypted to; those that cannot be used are passed over.
 *
 * @param metadata - The member `client_metadata`.
 * @throws OpenIdError `openid_request_unsupported`: there is none.
 * @see OpenID4VP 1.0 §8.3
 */
export function chooseEncryption(metadata: JsonObject): AnswerEncryption {
  const { jwks, encrypted_response_enc_values_supported: named = ['A128GCM'] } = metadata
  const keys: JsonValue | undefined = isJsonObject(jwks) ? jwks['keys'] : undefined
  const jwk = Array.isArray(keys) ? keys.slice(0, 32).find(isUsable) : undefined
  const enc = answerEncryptions.find((name) => Array.isArray(named) && named.includes(name))
  if (jwk !== undefined && enc !== undefined) return Object.freeze({ jwk, enc })
  throw new OpenIdError('openid_request_unsupported', 'No key that an answer is encrypted to', {
    place: '/client_metadata',
  })
}

function isUsable(key: JsonValue): key is JsonObject {
  if (!isJsonObject(key)) return false
  const { kty, crv, alg, use = 'enc', kid, x, y, d } = key
  const texts = [kid, x, y].every((text) => typeof text === 'string' && text !== '')
  const right = kty === 'EC' && crv === 'P-256' && alg === answerAlgorithm && use === 'enc'
  return right && texts && d === undefined
}

/** @throws OpenIdError `openid_request_unsupported`: not a point of its curve. */
export async function encryptAnswer(
  answer: JsonObject,
  { jwk, enc }: AnswerEncryption,
): Promise<string> {
  const { kty, crv, x, y, kid } = jwk as Record<'kty' | 'crv' | 'x' | 'y' | 'kid', string>
  try {
    const curve = { name: 'ECDH', namedCurve: crv }
    const key = await crypto.subtle.importKey('jwk', { kty, crv, x, y }, curve, false, [])
    return await new CompactEncrypt(encodeUtf8(JSON.stringify(answer)))
      .setProtectedHeader({ alg: answerAlgorithm, enc, kid })
      .encrypt(key)
  } catch {
    // What the engine says may quote the key.
    throw new OpenIdError('openid_request_unsupported', 'Not a key', { place: '/client_metadata' })
  }
}
