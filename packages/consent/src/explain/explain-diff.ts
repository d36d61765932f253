import type { StatedRequest } from '../assessment.ts'
import type { DecisionCause, DecisionDiff } from '../diff-decisions.ts'
import type { StatementSetFields } from '../statement-set.ts'
import { keptLines, outcomeText, requestText } from './assessment-text.ts'
import type { Language } from './catalogue.ts'
import { statementText } from './explain-decision.ts'
import { outlookWordsOf } from './outlook-words.ts'
import { instantText, wordingOf } from './rule-text.ts'

/** What was asked, of which statements, and with whose names. */
export interface ExplainDiffOptions {
  /** That of which `diffDecisions` was asked. */
  readonly request: StatedRequest
  readonly set: Pick<StatementSetFields, 'statements'>
  readonly language: Language
  /** Verified names by DID. */
  readonly names?: Readonly<Record<string, string>>
}

/**
 * Writes what was answered at first, when the answer became another one and what happened then, and the statements
 * that this was about, by number. Lines are separated by `\n`.
 */
export function explainDiff(
  { before, after, changes, complete }: DecisionDiff,
  { request, set, language, names }: ExplainDiffOptions,
): string {
  const wording = wordingOf(language, names)
  const words = outlookWordsOf(language)
  const { stop, colon, and } = wording.words
  const head = words.between(instantText(before.at), instantText(after.at))
  const steps = changes.flatMap(({ at, assessment, causes }) => {
    const why = causes.map(({ event, statement }) => words.cause[event](statement + 1))
    const answer = [outcomeText(assessment, wording), ...why].join(and)
    return [`${words.at(instantText(at), answer)}${stop}`, ...keptLines(assessment, wording)]
  })
  return [
    `${head}${colon}${requestText(request, wording)}${stop}`,
    `${words.at(instantText(before.at), outcomeText(before, wording))}${stop}`,
    ...keptLines(before, wording),
    ...(steps.length === 0 ? [words.unchanged] : steps),
    ...(complete ? [] : [words.incomplete]),
    ...statementsIn(changes.flatMap(({ causes }) => causes)).flatMap((index) => {
      const statement = set.statements[index]
      const text = statement && statementText(statement, wording)
      return text === undefined ? [] : [`${index + 1} ${text}`]
    }),
  ].join('\n')
}

function statementsIn(causes: readonly DecisionCause[]): readonly number[] {
  return [...new Set(causes.map(({ statement }) => statement))].sort((a, b) => a - b)
}
