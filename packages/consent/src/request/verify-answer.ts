import { allowedSkewSeconds } from '@fidecura/base'
import { digestOf } from '@fidecura/identity'
import { type JudgedBy, openingOf } from '../judged-by.ts'
import { decodeToken, openToken } from '../signed-token.ts'
import { assertVerifiedStatement, type VerifiedStatement } from '../verify-statement.ts'
import { answerMismatch } from './answer-once.ts'
import { type ConsentRequest, consentRequestKind } from './consent-request.ts'
import { isWithinRequest } from './request-bounds.ts'

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
    isWithinRequest(statement, request)
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
