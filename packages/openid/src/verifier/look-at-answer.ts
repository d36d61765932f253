import {
  CredentialError,
  type CredentialErrorCode,
  type PresentationReport,
  type VerifiedPresentation,
  type Verifier,
} from '@fidecura/credentials'
import { parseTransactionData } from '../vp/transaction-data.ts'
import type { SessionContent } from './asked-session.ts'
import { type AskedFor, matchAnswer, type QueryAnswer } from './match-answer.ts'

/** By whom an answer is judged, and for whom it must be made. */
export interface JudgeTerms {
  readonly verifier: Verifier
  readonly clientId: string
}

type Posted = ReadonlyMap<string, readonly string[]>

/** What was asked for in a session, as it was sent. */
export function askedFor({ query, transactions }: SessionContent): AskedFor {
  const ids = query.credentials.map(({ id }) => id)
  const asked = transactions.length === 0 ? undefined : transactions
  return { query, transactions: parseTransactionData(asked, ids) }
}

/**
 * Makes every check of an answer, but for whether its nonce was used.
 *
 * @throws OpenIdError those of `matchAnswer`.
 */
export async function reportOn(
  presentations: Posted,
  content: SessionContent,
  terms: JudgeTerms,
): Promise<PresentationReport> {
  const answers = await matchAnswer(presentations, askedFor(content))
  const { bundle, options } = callOf(answers, content, terms)
  return await terms.verifier.checkPresentation(bundle, { ...options, keepNonce: true })
}

/**
 * Judges an answer without using its nonce up, so that the wallet hears at once what is wrong with it.
 *
 * @throws OpenIdError those of `matchAnswer`; CredentialError what the first check that did not pass says.
 */
export async function lookAtAnswer(
  presentations: Posted,
  content: SessionContent,
  terms: JudgeTerms,
): Promise<void> {
  const { checks } = await reportOn(presentations, content, terms)
  const problems = checks.flatMap((result) =>
    result.outcome === 'passed' || result.check === 'replay' ? [] : [result],
  )
  const problem = problems.find(({ outcome }) => outcome === 'failed') ?? problems[0]
  if (problem === undefined) return
  const { code, outcome, place } = problem
  throw new CredentialError(code as CredentialErrorCode, 'Not accepted', { outcome, place })
}

/**
 * Judges an answer for whoever acts on it, and uses its nonce up.
 *
 * @returns With the presentation which of its credentials answer which query.
 */
export async function verifyAnswer(
  presentations: Posted,
  content: SessionContent,
  terms: JudgeTerms,
): Promise<{
  readonly presentation: VerifiedPresentation
  readonly answers: readonly QueryAnswer[]
}> {
  const answers = await matchAnswer(presentations, askedFor(content))
  const { bundle, options } = callOf(answers, content, terms)
  const presentation = await terms.verifier.verifyPresentation(bundle, options)
  return { presentation, answers }
}

function callOf(
  answers: readonly QueryAnswer[],
  { nonce, chain }: SessionContent,
  { clientId }: JudgeTerms,
) {
  return {
    bundle: { credentials: answers.map(({ token }) => token), chain },
    options: { audience: clientId, nonce },
  }
}
