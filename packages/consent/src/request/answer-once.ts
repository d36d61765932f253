import { allowedSkewSeconds, CodedError, type EpochSeconds } from '@fidecura/base'
import type { ReplayStore } from '@fidecura/credentials'
import { ConsentError } from '../errors.ts'
import type { SignTokenOptions } from '../signed-token.ts'
import { requestExpired, type VerifiedConsentRequest } from './verify-consent-request.ts'

/** Who answers a request, when, and what remembers that it was answered. */
export interface SignAnswerOptions extends SignTokenOptions {
  /** The present. */
  readonly issuedAt: EpochSeconds
  /** Remembers which requests this patient answered; must outlive the app. */
  readonly uses: ReplayStore
}

/**
 * Signs an answer and hands it out if it is the first one.
 *
 * @throws {@link ConsentError} `request_answer_mismatch`, `request_expired`, `request_answered`,
 *   `request_store_failed` (unknown).
 */
export async function answerOnce(
  request: VerifiedConsentRequest,
  { signer, issuedAt: now, uses }: SignAnswerOptions,
  sign: () => Promise<string>,
): Promise<string> {
  const { audience, issuer, id, issuedAt: askedAt, expiresAt } = request
  if ('did' in audience && audience.did !== signer.did) throw answerMismatch()
  if (!(now < expiresAt && now >= askedAt - allowedSkewSeconds)) throw requestExpired()
  // First: a prompt that is cancelled must not cost the request. Nobody sees it before the store has agreed.
  const token = await sign()
  const use = { tenant: answers, audience: issuer, nonce: id, now, expiresAt }
  const isNew = await answerOf(() => uses.insert(use))
  if (isNew === true) return token
  if (isNew === false) throw new ConsentError('request_answered', 'Answered before')
  throw storeFailed()
}

// A store may serve presentations and sign-ins, too.
const answers = 'urn:fidecura:consent-request:1'

async function answerOf(ask: () => Promise<boolean>): Promise<boolean> {
  try {
    return await ask()
  } catch (error) {
    throw storeFailed(error)
  }
}

function storeFailed(cause?: unknown): ConsentError {
  return new ConsentError('request_store_failed', 'The store gave no answer', {
    outcome: 'unknown',
    ...(CodedError.is(cause) ? { cause } : {}),
  })
}

export function answerMismatch(): ConsentError {
  return new ConsentError('request_answer_mismatch', 'Not an answer to this request')
}
