import { decodeBase64url, encodeHex, formatDateTime, literalText } from '@fidecura/base'
import { parseEvidenceProof } from '../deposit/evidence-proof.ts'
import {
  assertVerifiedEvidence,
  type EvidenceTrust,
  type VerifiedEvidence,
} from '../deposit/verify-evidence.ts'
import { EvidenceError } from '../errors.ts'
import { recheckScript } from './recheck-script.ts'
import {
  type ReportLanguage,
  type ReportRow,
  type ReportWords,
  reportRows,
  reportWords,
} from './words.ts'

/** What a report is made of, and in which language. */
export interface EvidenceReportOptions extends EvidenceTrust {
  readonly language: ReportLanguage
  /** The proof file that was verified. */
  readonly file: string
}

/**
 * Says in words what was proven, what was not, and how anybody checks it again by hand.
 *
 * @param evidence - What `verifyEvidence` returned for that file.
 * @returns A page of HTML that loads nothing and runs nothing.
 * @throws EvidenceError `evidence_not_verified`, also for a file that is not the one; those of `recheckScript`.
 */
export function evidenceReport(evidence: VerifiedEvidence, options: EvidenceReportOptions): string {
  assertVerifiedEvidence(evidence)
  const { language, file, logs, witnesses } = options
  assertSameDeposit(evidence, file)
  const words = reportWords[language]
  const values = valuesOf(evidence, words)
  const rows = reportRows.map(
    (row) =>
      `<tr><th scope="row">${escaped(words.rows[row])}</th><td>${escaped(values[row])}</td></tr>`,
  )
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(words.title)} ${escaped(evidence.id)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escaped(words.title)}</h1>
<p>${escaped(words.proven(values.existedBy))}</p>
<table>${rows.join('\n')}</table>
<p>${escaped(words.notProven)}</p>
<h2>${escaped(words.recheck)}</h2>
<p>${escaped(words.howTo)}</p>
<pre>${escaped(recheckScript(file, { logs, witnesses }))}</pre>
</body>
</html>
`
}

/** The program at the end must check what the table says. */
function assertSameDeposit(evidence: VerifiedEvidence, file: string): void {
  const { id, number, content, log } = parseEvidenceProof(file)
  const isSame =
    id === evidence.id &&
    number === evidence.number &&
    content.digest === evidence.digest &&
    log.index === evidence.index
  if (isSame) return
  throw new EvidenceError('evidence_not_verified', 'Another file than the one that was verified')
}

const style =
  'body{font:16px/1.6 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b}' +
  'table{border-collapse:collapse;width:100%;margin:1.5rem 0}th,td{text-align:left;vertical-align:top;padding:.5rem .75rem .5rem 0;border-bottom:1px solid #ddd;overflow-wrap:anywhere}' +
  'th{font-weight:600;width:11rem}pre{background:#f5f5f5;padding:1rem;white-space:pre-wrap;overflow-wrap:anywhere;font-size:.8rem}' +
  '@media(max-width:30rem){th,td{display:block;width:auto;border:0;padding:.1rem 0}td{padding-bottom:.8rem}}'

function valuesOf(
  evidence: VerifiedEvidence,
  words: ReportWords,
): Readonly<Record<ReportRow, string>> {
  const { id, number, digest, size, mediaType, depositor, existedBy, origin, index } = evidence
  return {
    id,
    version: words.version(number),
    digest: encodeHex(decodeBase64url(digest)),
    size: `${words.bytes(size)}${mediaType === undefined ? '' : `, ${mediaType}`}`,
    depositor: literalText(depositor),
    existedBy: `${formatDateTime(existedBy).replace('T', ' ').replace('Z', '')} ${words.utc}`,
    log: literalText(origin),
    place: `${index}`,
    previous: evidence.previous ?? words.first,
  }
}

function escaped(text: string): string {
  const names: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  }
  return text.replace(/[&<>"']/g, (sign) => names[sign] as string)
}
