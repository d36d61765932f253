import type { EpochSeconds, JsonValue } from '@fidecura/base'
import { type Did, digestOf } from '@fidecura/identity'
import { type JudgedBy, openingOf } from '../judged-by.ts'
import { openToken, signToken, type TokenKind } from '../signed-token.ts'
import {
  exactly,
  members,
  optional,
  readDid,
  readDigest,
  readInstant,
  readReason,
} from '../token-shape.ts'
import { answerMismatch, answerOnce, type SignAnswerOptions } from './answer-once.ts'
import { openRequest } from './verify-answer.ts'
import {
  assertVerifiedConsentRequest,
  type VerifiedConsentRequest,
} from './verify-consent-request.ts'

/** `typ` of a refusal. */
export const refusalType = 'fidecura-consent-refusal+jwt'

/** That somebody who was asked says no. It changes nothing of what was stated before. */
export interface Refusal {
  readonly issuer: Did
  readonly issuedAt: EpochSeconds
  /** Base64url SHA-256 of the request. */
  readonly request: string
  /** A code such as `not_now`; nobody need give one. */
  readonly reason: string | undefined
}

/** Who refuses, when, and why if they wish to say so. */
export interface SignRefusalOptions extends SignAnswerOptions {
  readonly reason?: string
}

/**
 * Signs that the patient does not agree to a request, which uses it up as `signAnswer` does. Not to answer
 * at all says as much.
 *
 * @returns A compact JWS of type `fidecura-consent-refusal+jwt`.
 * @throws {@link ConsentError} `token_not_verified`, `token_malformed`, `request_answer_mismatch`,
 *   `request_expired`, `request_answered`, `request_store_failed` (unknown); those of `signJws`.
 */
export async function signRefusal(
  request: VerifiedConsentRequest,
  options: SignRefusalOptions,
): Promise<string> {
  assertVerifiedConsentRequest(request)
  const { signer, issuedAt, reason } = options
  const payload = {
    version: 'urn:fidecura:consent-refusal:1',
    iss: signer.did,
    iat: issuedAt,
    request: request.digest,
    ...(reason === undefined ? {} : { reason }),
  }
  return answerOnce(request, options, () => signToken(payload, refusalKind, options))
}

/**
 * Proves that a refusal is of this request, and by the DID that was asked if one was named.
 *
 * @param requestToken - The request, as it was signed.
 * @throws {@link ConsentError} `request_answer_mismatch`, `token_malformed`, `token_from_future`; those
 *   of `verifyDidJws`.
 */
export async function verifyRefusal(
  token: string,
  requestToken: string,
  options: JudgedBy,
): Promise<Refusal> {
  const { content } = await openToken(token, refusalKind, openingOf(options, undefined))
  const { audience } = await openRequest(requestToken, options)
  const isAsked = !('did' in audience) || audience.did === content.issuer
  if (!isAsked || content.request !== (await digestOf(requestToken))) throw answerMismatch()
  return Object.freeze(content)
}

const readPayload = /* @__PURE__ */ members<{
  version: string
  iss: Did
  iat: EpochSeconds
  request: string
  reason?: string
}>({
  version: exactly('urn:fidecura:consent-refusal:1'),
  iss: readDid,
  iat: readInstant,
  request: readDigest,
  reason: optional(readReason),
})

const refusalKind: TokenKind<Refusal> = {
  typ: refusalType,
  read(payload: JsonValue) {
    const { iss, iat, request, reason } = readPayload(payload, '')
    return { issuer: iss, issuedAt: iat, request, reason }
  },
}
