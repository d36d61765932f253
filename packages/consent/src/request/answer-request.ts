import { allowedSkewSeconds, CodedError, type EpochSeconds } from '@fidecura/base'
import type { ReplayStore } from '@fidecura/credentials'
import { digestOf } from '@fidecura/identity'
import { ConsentError } from '../errors.ts'
import type { Assurance, Channel } from '../how-given.ts'
import { type JudgedBy, openingOf } from '../judged-by.ts'
import { narrows } from '../narrows.ts'
import type { Language } from '../render.ts'
import type { RepresentedBy } from '../representation/representation.ts'
import type { StatementContent } from '../sign-statement.ts'
import { decodeToken, openToken } from '../signed-token.ts'
import type { Terms } from '../terms.ts'
import { assertVerifiedStatement, type VerifiedStatement } from '../verify-statement.ts'
import type { StatementReference } from '../withdrawal.ts'
import { type ConsentRequest, consentRequestKind } from './consent-request.ts'
import {
  assertVerifiedConsentRequest,
  requestExpired,
  type VerifiedConsentRequest,
} from './verify-consent-request.ts'

/** When a request is answered, and what remembers that it was. */
export interface AnswerRequestOptions {
  readonly issuedAt: EpochSeconds
  /** Remembers which requests this patient answered; must outlive the app. */
  readonly uses: ReplayStore
}

/** What the patient agrees to. */
export interface StatementFromRequestOptions extends AnswerRequestOptions {
  /** A URI that the patient uses once. */
  readonly id: string
  /** That of the text shown. */
  readonly language: Language
  /** Default: those of the request. They may permit less and never more. */
  readonly terms?: Terms
  /** Within that of the request. Default: the same. */
  readonly validFrom?: EpochSeconds
  readonly validUntil?: EpochSeconds
  readonly channel?: Channel
  readonly assurance?: Assurance
  readonly supersedes?: StatementReference
  /** Where whoever was asked signs in the patient's place. */
  readonly by?: RepresentedBy
}

/**
 * Turns a request into what the patient signs, with whatever they took out of it. It says which request it
 * answers, and a request is answered once.
 *
 * @returns For `renderTerms`, and then `signStatement`.
 * @throws {@link ConsentError} `token_not_verified`, `statement_wider_than_request`,
 *   `request_expired`, `request_answered`, `request_store_failed` (unknown).
 */
export async function statementFromRequest(
  request: VerifiedConsentRequest,
  options: StatementFromRequestOptions,
): Promise<StatementContent> {
  assertVerifiedConsentRequest(request)
  const { id, language, issuedAt, channel, assurance, supersedes, by } = options
  const { grantee, controller, register, record, digest } = request
  const { terms = request.terms, validFrom = request.validFrom } = options
  const { validUntil = request.validUntil } = options
  if (!isWithin({ terms, validFrom, validUntil }, request)) {
    throw new ConsentError('statement_wider_than_request', 'Allows more than was asked for')
  }
  await answerOnce(request, options)
  return {
    ...{ id, kind: 'consent', record, grantee, controller, register, terms, language },
    ...{ validFrom, validUntil, issuedAt, request: digest, channel, assurance },
    ...(supersedes === undefined ? {} : { supersedes }),
    ...(by === undefined ? {} : { by }),
  }
}

/** Remembers that a request was answered, or throws because it was. */
export async function answerOnce(
  { issuer, id, issuedAt: askedAt, expiresAt }: VerifiedConsentRequest,
  { issuedAt: now, uses }: AnswerRequestOptions,
): Promise<void> {
  if (!(now < expiresAt && now >= askedAt - allowedSkewSeconds)) throw requestExpired()
  const use = { tenant: answers, audience: issuer, nonce: id, now, expiresAt }
  const isNew = await answerOf(() => uses.insert(use))
  if (isNew === true) return
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

/**
 * Proves that a statement answers a request: that its patient was asked for at least this, by this
 * platform, and said which request they mean.
 *
 * @param statement - What `verifyStatement` returned.
 * @param token - The request, as it was signed.
 * @throws {@link ConsentError} `token_not_verified`, `request_answer_mismatch`, `token_malformed`;
 *   those of `verifyDidJws`.
 */
export async function verifyAnswer(
  statement: VerifiedStatement,
  token: string,
  options: JudgedBy,
): Promise<ConsentRequest> {
  assertVerifiedStatement(statement)
  const request = await openRequest(token, options)
  const { audience, grantee, controller, register, issuedAt, expiresAt } = request
  const answers =
    statement.request === (await digestOf(token)) &&
    statement.kind === 'consent' &&
    (!('did' in audience) || audience.did === statement.issuer) &&
    statement.grantee.did === grantee &&
    statement.controller.did === controller &&
    statement.register === register &&
    statement.issuedAt >= issuedAt - allowedSkewSeconds &&
    statement.issuedAt < expiresAt &&
    isWithin(statement, request)
  if (!answers) throw answerMismatch()
  return request
}

/**
 * By the platform's key as of when it asked. That it was signed by then, its answer shows, which names it.
 */
export async function openRequest(token: string, options: JudgedBy): Promise<ConsentRequest> {
  const { issuedAt } = decodeToken(token, consentRequestKind).content
  const { content } = await openToken(token, consentRequestKind, openingOf(options, issuedAt))
  return content
}

export function answerMismatch(): ConsentError {
  return new ConsentError('request_answer_mismatch', 'Not an answer to this request')
}

interface Bounds {
  readonly terms: Terms
  readonly validFrom: EpochSeconds
  readonly validUntil: EpochSeconds
}

function isWithin(inner: Bounds, outer: Bounds): boolean {
  return (
    inner.validFrom >= outer.validFrom &&
    inner.validUntil <= outer.validUntil &&
    narrows(inner.terms, outer.terms)
  )
}
