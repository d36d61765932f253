import { type StatementContent, signStatement } from '../sign-statement.ts'
import type { Grantee } from '../statement-set.ts'
import { answerMismatch, answerOnce, type SignAnswerOptions } from './answer-once.ts'
import { widerThanRequest } from './draft-answer.ts'
import { isWithinRequest } from './request-bounds.ts'
import {
  assertVerifiedConsentRequest,
  type VerifiedConsentRequest,
} from './verify-consent-request.ts'

/**
 * Signs what the patient agreed to, which uses the request up: it is answered once, by this or by
 * `signRefusal`. The signature is made, then the use is written down, and only then is the signature handed
 * out. A signer that fails or is cancelled leaves the request open. A store that fails, or a process that
 * ends in between, may have used it up with no answer given: then ask to be asked again.
 *
 * @param content - What `statementFromRequest` returned.
 * @returns A credential, as from `signStatement`.
 * @throws {@link ConsentError} `token_not_verified`, `request_answer_mismatch`,
 *   `statement_wider_than_request`, `request_expired`, `request_answered`, `request_store_failed`
 *   (unknown); those of `signStatement`.
 */
export async function signAnswer(
  request: VerifiedConsentRequest,
  content: Omit<StatementContent, 'issuedAt'>,
  options: SignAnswerOptions,
): Promise<string> {
  assertVerifiedConsentRequest(request)
  const statement: StatementContent = { ...content, issuedAt: options.issuedAt }
  if (!answers(statement, request)) throw answerMismatch()
  if (!isWithinRequest(statement, request)) throw widerThanRequest()
  return answerOnce(request, options, () => signStatement(statement, options))
}

/** An answer that `verifyAnswer` would not take, or under another name, must not cost the request. */
function answers(
  { kind, record, grantee, controller, register, request: digest }: StatementContent,
  request: VerifiedConsentRequest,
): boolean {
  return (
    digest === request.digest &&
    kind === 'consent' &&
    record.system === request.record.system &&
    record.value === request.record.value &&
    isSame(grantee, request.grantee) &&
    isSame(controller, request.controller) &&
    register === request.register
  )
}

function isSame(one: Grantee, other: Grantee): boolean {
  return one.did === other.did && one.name === other.name && one.domain === other.domain
}
