import { isJsonObject, type JsonObject, parseJson } from '@fidecura/base'
import { compactDecrypt } from 'jose/jwe/compact/decrypt'
import { OpenIdError } from '../errors.ts'
import { answerAlgorithm, answerEncryptions } from '../vp/protocol.ts'

const curve = { name: 'ECDH', namedCurve: 'P-256' }

/** The key that one answer is encrypted to, with its private half. */
export type AnswerKey = Readonly<Record<'kty' | 'crv' | 'x' | 'y' | 'd', string>>

/** Made for one request, so that whoever finds it later reads that answer at most. */
export async function generateAnswerKey(): Promise<AnswerKey> {
  const { privateKey } = await crypto.subtle.generateKey(curve, true, ['deriveBits'])
  const { kty, crv, x, y, d } = await crypto.subtle.exportKey('jwk', privateKey)
  return { kty, crv, x, y, d } as AnswerKey
}

/** What a request shows of it. OpenID4VP 1.0 §8.3 */
export function publicAnswerKey({ kty, crv, x, y }: AnswerKey, kid: string): JsonObject {
  return { kty, crv, x, y, use: 'enc', alg: answerAlgorithm, kid }
}

/** @throws OpenIdError `openid_answer_undecryptable`. */
export async function decryptAnswer(
  jwe: string,
  { key, kid }: { readonly key: AnswerKey; readonly kid: string },
): Promise<JsonObject> {
  try {
    const privateKey = await crypto.subtle.importKey('jwk', { ...key }, curve, false, [
      'deriveBits',
    ])
    const { plaintext, protectedHeader } = await compactDecrypt(jwe, privateKey, {
      keyManagementAlgorithms: [answerAlgorithm],
      contentEncryptionAlgorithms: [...answerEncryptions],
      // Nobody is asked to compress, and what unpacks is work for us.
      maxDecompressedLength: 0,
    })
    const answer = parseJson(plaintext)
    if (protectedHeader.kid === kid && isJsonObject(answer)) return answer
  } catch {
    // What the library says may quote what was encrypted.
  }
  throw new OpenIdError('openid_answer_undecryptable', 'Not encrypted to the key of this request')
}
