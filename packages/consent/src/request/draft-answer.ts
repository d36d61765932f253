import type { EpochSeconds } from '@fidecura/base'
import { ConsentError } from '../errors.ts'
import type { Assurance, Channel } from '../how-given.ts'
import type { Language } from '../render.ts'
import type { RepresentedBy } from '../representation/representation.ts'
import type { StatementContent } from '../sign-statement.ts'
import type { Terms } from '../terms.ts'
import type { StatementReference } from '../withdrawal.ts'
import { isWithinRequest } from './request-bounds.ts'
import {
  assertVerifiedConsentRequest,
  type VerifiedConsentRequest,
} from './verify-consent-request.ts'

/** What the patient would agree to. */
export interface StatementFromRequestOptions {
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
 * Turns a request into what the patient could sign, with whatever they took out of it. Nothing comes of it:
 * draft as often as the patient changes their mind.
 *
 * @returns For `renderTerms`, and then `signAnswer`, which says when.
 * @throws {@link ConsentError} `token_not_verified`, `statement_wider_than_request`.
 */
export function statementFromRequest(
  request: VerifiedConsentRequest,
  options: StatementFromRequestOptions,
): Omit<StatementContent, 'issuedAt'> {
  assertVerifiedConsentRequest(request)
  const { id, language, channel, assurance, supersedes, by } = options
  const { grantee, controller, register, record, digest } = request
  const { terms = request.terms, validFrom = request.validFrom } = options
  const { validUntil = request.validUntil } = options
  if (!isWithinRequest({ terms, validFrom, validUntil }, request)) throw widerThanRequest()
  return {
    ...{ id, kind: 'consent', record, grantee, controller, register, terms, language },
    ...{ validFrom, validUntil, request: digest, channel, assurance },
    ...(supersedes === undefined ? {} : { supersedes }),
    ...(by === undefined ? {} : { by }),
  }
}

export function widerThanRequest(): ConsentError {
  return new ConsentError('statement_wider_than_request', 'Allows more than was asked for')
}
