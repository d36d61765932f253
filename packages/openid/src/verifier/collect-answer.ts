import { CodedError } from '@fidecura/base'
import type { PresentationReport, VerifiedCredential } from '@fidecura/credentials'
import { digestOf } from '@fidecura/identity'
import { OpenIdError } from '../errors.ts'
import { type AnsweredTransaction, hashOfTransaction } from '../vp/transaction-data.ts'
import type { OpenSession, SessionAnswer } from './asked-session.ts'
import { askedFor, reportOn, verifyAnswer } from './look-at-answer.ts'
import type { QueryAnswer } from './match-answer.ts'
import type { CollectedAnswer, CollectOptions, PresentedAnswer } from './openid-verifier.ts'
import { termsOf } from './request-link.ts'
import type { VerifierSetting } from './verifier-setting.ts'

/** Takes the answer out of a session whose owner asks for it. */
export async function collectAnswer(
  session: OpenSession,
  { responseCode }: CollectOptions,
  setting: VerifierSetting,
): Promise<CollectedAnswer> {
  const { stored, content } = session
  const { answer, refused } = content
  if (answer === undefined) {
    const report = await refusalReport(session, setting)
    return Object.freeze({ kind: 'waiting', until: stored.expiresAt, refused, report })
  }
  await assertReturned(answer, responseCode)
  // Two who ask at once find the same, and one of them takes it.
  const take = async (): Promise<void> => {
    if (!(await setting.sessions.remove(stored.id, stored.version))) throw collected()
  }
  if (answer.kind === 'declined') {
    await take()
    return Object.freeze({ kind: 'declined', reason: answer.reason })
  }
  let presented: PresentedAnswer
  try {
    presented = await presentedBy(session, answer, setting)
  } catch (error) {
    const isOurs = CodedError.is(error)
    if (isOurs && error.code === 'presentation_replayed') throw collected()
    // What nobody could say now may be said in a moment: the answer stays for as long as the session does.
    if (isOurs && error.outcome === 'failed') await take()
    throw error
  }
  await take()
  return presented
}

function collected(): OpenIdError {
  return new OpenIdError('openid_session_unknown', 'Collected already')
}

async function refusalReport(
  { stored, content }: OpenSession,
  setting: VerifierSetting,
): Promise<PresentationReport | undefined> {
  const { refusedAnswer } = content
  if (refusedAnswer === undefined) return undefined
  const { clientId } = await termsOf(stored.id, setting)
  const posted = new Map(Object.entries(refusedAnswer))
  try {
    return await reportOn(posted, content, { verifier: setting.verifier, clientId })
  } catch (error) {
    // Of what was not asked for there is no report; its code says so.
    if (CodedError.is(error)) return undefined
    throw error
  }
}

/** Whoever sent somebody else to the wallet does not know where the wallet sent them back to. §14.2 */
async function assertReturned(
  { responseCode: expected }: SessionAnswer,
  given: string | undefined,
): Promise<void> {
  if (expected === undefined) return
  if (given !== undefined && expected === (await digestOf(given))) return
  throw new OpenIdError('openid_response_code_wrong', 'Not where the wallet was sent')
}

async function presentedBy(
  { stored, content }: OpenSession,
  { presentations, answers: said = {} }: Extract<SessionAnswer, { kind: 'presented' }>,
  setting: VerifierSetting,
): Promise<PresentedAnswer> {
  const { clientId } = await termsOf(stored.id, setting)
  const terms = { verifier: setting.verifier, clientId }
  // From the bytes, and all of it: a store may have been written to by others.
  const posted = new Map(Object.entries(presentations))
  const looked = content.explain === true ? await reportOn(posted, content, terms) : undefined
  const { presentation, answers } = await verifyAnswer(posted, content, terms)
  const verified = answers.map(
    (_, position) => presentation.credentials[position] as VerifiedCredential,
  )
  const tokens = answers.map(({ token }) => token.slice(0, token.lastIndexOf('~') + 1))
  const transactions: AnsweredTransaction[] = []
  for (const asked of askedFor(content).transactions) {
    const answer = said[await hashOfTransaction(asked)]
    transactions.push(Object.freeze({ ...asked, answer }))
  }
  return Object.freeze({
    kind: 'presented',
    presentation,
    byQuery: byQueryOf(answers, verified),
    tokensByQuery: byQueryOf(answers, tokens),
    transactions: Object.freeze(transactions),
    report: looked === undefined ? undefined : withReplay(looked),
  })
}

/** To look at an answer uses no nonce up, so it cannot say whether it was: `verifyAnswer` has found that it was not. */
function withReplay(report: PresentationReport): PresentationReport {
  const checks = report.checks.map((result) =>
    result.check === 'replay'
      ? Object.freeze({ check: result.check, outcome: 'passed' } as const)
      : result,
  )
  const hasPassed = checks.every(({ outcome }) => outcome === 'passed')
  const verdict = hasPassed ? 'passed' : report.verdict
  return Object.freeze({ ...report, verdict, checks: Object.freeze(checks) })
}

/** @param values - One for each answer. */
function byQueryOf<T>(
  answers: readonly QueryAnswer[],
  values: readonly T[],
): Readonly<Record<string, readonly T[]>> {
  const found: Record<string, T[]> = Object.create(null)
  for (const [position, { queryId }] of answers.entries()) {
    found[queryId] = [...(found[queryId] ?? []), values[position] as T]
  }
  for (const list of Object.values(found)) Object.freeze(list)
  return Object.freeze(found)
}
