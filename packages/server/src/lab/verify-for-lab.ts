import type { JsonObject, JsonValue } from '@fidecura/base'
import type {
  CheckResult,
  CredentialReport,
  PresentationReport,
  Verdict,
} from '@fidecura/credentials'
import { ServerError } from '../errors.ts'
import type { VerifyBody } from './lab-bodies.ts'
import type { LabAnswer, LabDesk, LabLanguage, LabWords } from './lab-desk.ts'

/**
 * Makes every check of a credential or a presentation. What a status of HTTP says is the verdict, so whoever looks at
 * nothing else does not take a refusal for a yes.
 *
 * @throws ServerError `not_configured`: for a presentation, nobody said what this place is called.
 */
export async function verifyForLab(
  body: VerifyBody,
  { verifier, chain: known, audience }: LabDesk,
  words: LabWords,
  language: LabLanguage,
  signal: AbortSignal,
): Promise<LabAnswer> {
  const { types, chain = [] } = body
  const call = { chain: merged(chain, known), signal, ...(types === undefined ? {} : { types }) }
  if ('credential' in body) {
    const { licence } = body
    const more = licence === undefined ? {} : { licence }
    const report = await verifier.checkCredential(body.credential, { ...call, ...more })
    return answerOf(report, [report], words, language)
  }
  if (audience === undefined) throw withoutAudience()
  const { nonce } = body
  const report = await verifier.checkPresentation(body.presentation, { ...call, audience, nonce })
  return answerOf(report, report.credentials, words, language)
}

export function withoutAudience(): ServerError {
  return new ServerError('not_configured', 'Nobody said what this place is called', {
    place: '--audience',
  })
}

/** What came along first: a bundle may carry more than one search may go through. */
export function merged(chain: readonly string[], known: readonly string[]): readonly string[] {
  return [...new Set([...chain, ...known])].slice(0, maxChain)
}

const maxChain = 16

function answerOf(
  report: CredentialReport | PresentationReport,
  credentials: readonly CredentialReport[],
  words: LabWords,
  language: LabLanguage,
): LabAnswer {
  const { verdict, at, now } = report
  const checks = report.checks.map(jsonOf)
  const text = words.report(report, language).split('\n')
  if (verdict === 'passed') {
    const shown = credentials.flatMap(shownOf)
    return { status: 200, body: { verdict, checks, credentials: shown, at, now, text } }
  }
  const { code = 'check_not_made', place, check } = decisive(report.checks, verdict)
  const status = verdict === 'failed' ? 422 : 503
  const title = `Not passed: ${check}`
  const detail = words.problem({ code, message: title, place }, language)
  return {
    status,
    body: {
      ...{ type: `urn:fidecura:error:${code}`, title, detail, status, code, outcome: verdict },
      ...(place === undefined ? {} : { place }),
      ...{ verdict, checks, at, now, text },
    },
  }
}

/** The first that failed, else the first that could not be told. */
function decisive(checks: readonly CheckResult[], verdict: Verdict): CheckResult {
  return checks.find(({ outcome }) => outcome === verdict) as CheckResult
}

/** What was proven, and by whose authority. Of a refusal nothing is shown that somebody might act on. */
function shownOf({ credential, authority }: CredentialReport): readonly JsonObject[] {
  if (credential === undefined) return []
  const { id, format, types, issuer, subject, validUntil, claims } = credential
  return [jsonOf({ id, format, types, issuer, subject, validUntil, root: authority?.root, claims })]
}

/** Plain JSON of a frozen value of ours. */
export function jsonOf(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject & JsonValue
}
