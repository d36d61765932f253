import type { FullTrace, QuestionTrace, RuleTrace } from '../trace.ts'
import { answerTexts, purposeText, ruleNumber, type ShownSet } from './answer-text.ts'
import { consideredLines } from './considered-text.ts'
import {
  circumstancesOf,
  decidingLines,
  type ExplainDecisionOptions,
  maxLines,
  obligationLines,
  shorten,
  statementText,
} from './explain-decision.ts'
import { jurisdictionText } from './jurisdiction-name.ts'
import { type Wording, wordingOf } from './rule-text.ts'
import { traceWordsOf } from './trace-words.ts'

/**
 * Writes all of a trace, for whoever has to answer for a decision. First, in at most twelve lines, five answers, each
 * always there: who, what, why or why not, since when, and what would change it. Then every statement, and every
 * rule of it that was reached. Lines are separated by `\n`, and the two parts by an empty one.
 */
export function explainTrace(
  trace: FullTrace,
  { trace: _, ...options }: ExplainDecisionOptions,
): string {
  const wording = wordingOf(options.language, options.names)
  const words = traceWordsOf(options.language)
  const { statements } = options.set
  const details = trace.statements.flatMap(
    ({ statement: index, standing, replacedBy = index, defeated, questions }) => {
      const statement = statements[index]
      if (statement === undefined) return []
      const isReplaced = standing === 'replaced'
      const stands = isReplaced ? words.replaced(replacedBy + 1) : words.standing[standing]
      // What has its place speaks in its stead, unless that says nothing.
      const told = isReplaced ? questions.filter(({ decided }) => decided) : questions
      return [
        `${index + 1} ${statementText(statement, wording)}${wording.words.colon}${stands}`,
        ...(defeated
          ? [`  ${words.defeated[statement.by === undefined ? 'own' : 'represented']}`]
          : []),
        ...told.flatMap((question) => questionLines(question, trace, wording)),
      ]
    },
  )
  const title = `${words.statements}${wording.words.colon.trimEnd()}`
  const all = details.length === 0 ? [] : ['', title, ...details]
  return [...summaryOf(trace, options.set, wording), ...all].join('\n')
}

function summaryOf(trace: FullTrace, set: ShownSet, wording: Wording): readonly string[] {
  const { decision } = trace
  const { words } = wording
  const { why, answer: answers } = traceWordsOf(wording.language)
  const { who, what, since, change } = answerTexts(trace, set, wording)
  const isPermit = decision.kind === 'permit' || decision.kind === 'permit_emergency'
  const isUnknown = decision.kind === 'unknown'
  const answer = `${why[isPermit ? 'yes' : isUnknown ? 'unknown' : 'no']}${words.colon}${answers[decision.kind]}${words.stop}`
  const because = [
    ...lawLines(trace, wording),
    ...circumstancesOf(decision, wording),
    ...obligationLines(decision, wording),
    ...decidingLines(decision, set.statements, wording),
    ...consideredLines(trace, set.statements, wording),
  ]
  // Beside the five lines that answer.
  const shown = shorten(because, maxLines - 5, words.more)
  return [who, what, answer, ...shown.map((line) => `  ${line}`), since, change]
}

/** Where no statement decides, what does; and that there is none. */
function lawLines(
  { decision, answers, statements }: FullTrace,
  { language }: Wording,
): readonly string[] {
  const { byLaw, nothingStated } = traceWordsOf(language)
  const { kind, jurisdiction } = decision
  const isByLaw = kind === 'permit' && answers.why.length === 0 && jurisdiction !== undefined
  const isAsked = kind === 'permit' || kind === 'no_consent'
  return [
    ...(isByLaw ? [byLaw(jurisdictionText(jurisdiction, language))] : []),
    ...(isAsked && statements.length === 0 ? [nothingStated] : []),
  ]
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
