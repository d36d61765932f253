import { formatDateTime, type JsonValue } from '@fidecura/base'
import type {
  CheckResult,
  CredentialReport,
  HistoricCredential,
  VerifiedCredential,
} from '@fidecura/credentials'
import type { Messages } from './messages/messages.ts'

/** Every check in words: what it asks, its outcome, and code and place where it did not pass. */
export function reportText(
  { verdict, checks }: Pick<CredentialReport, 'verdict' | 'checks'>,
  { verdict: verdicts, credential, problem }: Messages,
): string {
  const line = ({ check, outcome, code, place }: CheckResult): string => {
    const asked = `${credential.outcomes[outcome]} ${credential.checks[check]}`
    return code === undefined ? asked : `${asked}${problem(code, place)}`
  }
  return [verdicts[verdict], ...checks.map(line)].join('\n')
}

/** Whose word it is. Its claims are for `--json`: a terminal may be watched. */
export function verifiedText(
  credential: VerifiedCredential | HistoricCredential,
  { verdict, credential: words }: Messages,
): string {
  const { labels } = words
  const { types, issuer, subject, validUntil, roots, chain } = credential
  return [
    verdict.passed,
    `${labels.type}: ${types.join(', ')}`,
    `${labels.issuer}: ${issuer}`,
    ...(subject === undefined ? [] : [`${labels.subject}: ${subject}`]),
    ...(validUntil === undefined ? [] : [`${labels.until}: ${formatDateTime(validUntil)}`]),
    ...roots.map((root) => `${labels.root}: ${root}`),
    ...chain.map((link) => `${labels.via}: ${link.issuer} -> ${link.subject}`),
  ].join('\n')
}

/** Plain JSON of a frozen value of ours. */
export function jsonOf(value: object): JsonValue {
  return JSON.parse(JSON.stringify(value)) as JsonValue
}
