import type { FullTrace, QuestionTrace, RuleTrace } from '../trace.ts'
import { answerLines, purposeText, ruleNumber } from './answer-text.ts'
import { type ExplainDecisionOptions, explainDecision, statementText } from './explain-decision.ts'
import { type Wording, wordingOf } from './rule-text.ts'
import { traceWordsOf } from './trace-words.ts'

/**
 * Writes all of a trace, for whoever has to answer for a decision: what `explainDecision` says, who and what,
 * since when and what would change it, and of every statement every rule that was reached. Lines are separated
 * by `\n`.
 */
export function explainTrace(
  trace: FullTrace,
  { trace: _, ...options }: ExplainDecisionOptions,
): string {
  const wording = wordingOf(options.language, options.names)
  const words = traceWordsOf(options.language)
  const { statements } = options.set
  const details = trace.statements.flatMap(
    ({ statement: index, standing, defeated, questions }) => {
      const statement = statements[index]
      if (statement === undefined) return []
      return [
        `${index + 1} ${statementText(statement, wording)} ${words.standing[standing]}`,
        ...(defeated ? [`  ${words.defeated}`] : []),
        ...questions.flatMap((question) => questionLines(question, trace, wording)),
      ]
    },
  )
  const title = `${words.statements}${wording.words.colon.trimEnd()}`
  return [
    explainDecision(trace.decision, options),
    ...answerLines(trace, wording),
    ...(details.length === 0 ? [] : [title, ...details]),
  ].join('\n')
}

function questionLines(
  { purpose, data, outcome, decided, rules }: QuestionTrace,
  { answers }: FullTrace,
  wording: Wording,
): readonly string[] {
  const words = traceWordsOf(wording.language)
  const { colon, and } = wording.words
  const asked = words.asked(purposeText(answers.what.purposes[purpose] ?? '', wording), data + 1)
  const result = [words.outcome[outcome], ...(decided ? [words.decided] : [])].join(and)
  return [`  ${asked}${colon}${result}`, ...rules.map((rule) => ruleLine(rule, wording))]
}

function ruleLine(
  { path, effect, match, because }: RuleTrace,
  { language, words }: Wording,
): string {
  const { match: matches, because: becauseOf, condition } = traceWordsOf(language)
  const conditions = because.map((name) => condition[name]).join(words.and)
  const why = conditions === '' ? [] : [becauseOf(conditions)]
  const text = [matches[match], ...why].join(words.and)
  return `  ${words.rulePlace(ruleNumber(path), `${words.effect[effect]}${words.colon}${text}`)}`
}
