import type { Assessment, StatedRequest } from '../assessment.ts'
import { askedText } from './answer-text.ts'
import { obligationLines } from './explain-decision.ts'
import { partyText, type Wording } from './rule-text.ts'

/** `Deny (The patient denied this)`: what is answered, and why if it is no permit. */
export function outcomeText({ outcome, code }: Assessment, { words, language }: Wording): string {
  if (code === undefined) return words.decision[outcome]
  const reason = words.reason[code].slice(0, -words.stop.length)
  const because = language === 'en' ? ` (${reason})` : `（${reason}）`
  return `${words.decision[outcome]}${because}`
}

/** Who asks, and for what, in one line. */
export function requestText(
  { requester, action, purposes, data, legalBasis: basis = 'consent' }: StatedRequest,
  wording: Wording,
): string {
  const { and, colon } = wording.words
  const who = requester.parties.map((did) => partyText(did, wording)).join(and)
  return `${who}${colon}${askedText({ action, purposes, data, basis }, wording)}`
}

/** What would have to be kept, indented. */
export function keptLines(assessment: Assessment, wording: Wording): readonly string[] {
  return obligationLines(assessment, wording).map((line) => `  ${line}`)
}
