import { type Decision, requesterView, type VerifiedStatementSet } from '@fidecura/consent'
import { explainDecision } from '@fidecura/consent/explain'
import { ServerError } from '../errors.ts'
import { problemOf } from '../http/problem.ts'
import type { DecideBody } from './lab-bodies.ts'
import type { LabAnswer, LabDesk, LabLanguage, LabWords } from './lab-desk.ts'
import { jsonOf, merged, withoutAudience } from './verify-for-lab.ts'

/**
 * Decides whether whoever presented may have what they ask for. `requester` of the answer is all that they may learn; the
 * rest is for whoever keeps the data.
 *
 * @throws ServerError `not_configured`; those of the verifier. What is wrong with the set is answered, as of `/set`.
 */
export async function decideForLab(
  { presentation, nonce, chain = [], set, request }: DecideBody,
  { verifier, decider, chain: known, audience }: LabDesk,
  words: LabWords,
  language: LabLanguage,
  signal: AbortSignal,
): Promise<LabAnswer> {
  if (audience === undefined) throw withoutAudience()
  if (decider === undefined) {
    throw new ServerError('not_configured', 'No register is trusted, or no policy was chosen', {
      place: '--custodian',
    })
  }
  const asked = { audience, nonce, chain: merged(chain, known), signal }
  const proven = await verifier.verifyPresentation(presentation, asked)
  let statements: VerifiedStatementSet
  try {
    statements = await decider.verifyStatements(set, { signal })
  } catch (error) {
    return refusalOfSet(error, words, language)
  }
  const { record: subject, purposes, action, data, legalBasis } = request
  const basis = legalBasis === undefined ? {} : { legalBasis }
  const decision = decider.decide(proven, statements, { subject, purposes, action, data, ...basis })
  const text = explainDecision(decision, { set: statements, language }).split('\n')
  return answerOf(decision, text, words, language)
}

/** Without the place, whoever asks would take a fault of the patient's credentials for one of the presenter's. */
function refusalOfSet(error: unknown, words: LabWords, language: LabLanguage): LabAnswer {
  const problem = problemOf(error)
  const { code, title, status, place: within = '' } = problem
  const place = within === '' || within.startsWith('/') ? `/set${within}` : within
  const detail = words.problem({ code, message: title, place }, language)
  return { status, body: jsonOf({ ...problem, place, detail }) }
}

function answerOf(
  decision: Decision,
  text: readonly string[],
  words: LabWords,
  language: LabLanguage,
): LabAnswer {
  const { kind, at, asOf } = decision
  const requester = jsonOf(requesterView(decision))
  const facts = { decision: kind, requester, at, asOf, text }
  if (kind === 'permit' || kind === 'permit_emergency') {
    return { status: 200, body: { ...facts, obligations: decision.obligations.map(jsonOf) } }
  }
  const { code } = decision
  const outcome = kind === 'unknown' ? 'unknown' : 'failed'
  const status = kind === 'unknown' ? 503 : 403
  const title = 'Not permitted'
  // The second line of the explanation is the code in words.
  const detail = words.problem({ code, message: text[1] ?? title, place: undefined }, language)
  const type = `urn:fidecura:error:${code}`
  return { status, body: { type, title, detail, status, code, outcome, ...facts } }
}
