import type { StatedRequest } from '../assessment.ts'
import type { DraftStatement, WhatIf } from '../what-if.ts'
import { keptLines, outcomeText, requestText } from './assessment-text.ts'
import type { Language } from './catalogue.ts'
import { outlookWordsOf } from './outlook-words.ts'
import { wordingOf } from './rule-text.ts'

/** What was asked, and with whose names. */
export interface ExplainWhatIfOptions {
  /** Those that `whatIf` was given, in their order. */
  readonly requests: readonly StatedRequest[]
  readonly draft: DraftStatement
  readonly language: Language
  /** Verified names by DID. */
  readonly names?: Readonly<Record<string, string>>
}

/**
 * Writes for patients, before they sign: with this, who could read what? Of each request who asks for what, what is
 * answered now and would be then, and what whoever reads would have to keep. Lines are separated by `\n`.
 */
export function explainWhatIf(
  results: readonly WhatIf[],
  { requests, draft: { grantee }, language, names }: ExplainWhatIfOptions,
): string {
  const wording = wordingOf(language, { [grantee.did]: grantee.name, ...names })
  const words = outlookWordsOf(language)
  const { stop } = wording.words
  const lines = results.flatMap(({ before, after, changed }, index) => {
    const request = requests[index]
    if (request === undefined) return []
    const [now, then] = [outcomeText(before, wording), outcomeText(after, wording)]
    const answer = changed ? words.changed(now, then) : words.same(then)
    return [
      `${index + 1} ${requestText(request, wording)}${stop}`,
      `  ${answer}${stop}`,
      ...keptLines(after, wording),
    ]
  })
  return [words.whatIf, ...lines].join('\n')
}
