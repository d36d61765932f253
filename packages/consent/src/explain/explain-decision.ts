import { cleanText } from '@fidecura/base'
import type { Decision, RuleReference } from '../decision.ts'
import { granteeText } from '../render.ts'
import type { RegisteredStatement } from '../statement-set.ts'
import type { Rule } from '../terms.ts'
import type { FullTrace } from '../trace.ts'
import { answerLines, ruleNumber, type ShownSet } from './answer-text.ts'
import { behalfLine } from './behalf-text.ts'
import type { Catalogue, Language } from './catalogue.ts'
import { obligationText } from './obligation-text.ts'
import { instantText, ruleText, type Wording, wordingOf } from './rule-text.ts'
import { traceWordsOf } from './trace-words.ts'

/** In which words, and with whose names. */
export interface ExplainDecisionOptions {
  /** The set that was decided upon: the decision itself holds indices only. */
  readonly set: ShownSet
  readonly language: Language
  /** Verified names by DID, for parties that rules name. */
  readonly names?: Readonly<Record<string, string>>
  /** Of the decision: who asked for what, since when it is so and what would change it are said, too. */
  readonly trace?: FullTrace
}

/** Of a summary. */
export const maxLines = 12

/** Writes a decision as plain text for an officer, in at most twelve lines separated by `\n`. */
export function explainDecision(decision: Decision, options: ExplainDecisionOptions): string {
  const wording = wordingOf(options.language, options.names)
  const { words } = wording
  const head = [words.decision[decision.kind], ...circumstancesOf(decision, wording)]
  // What must be done comes before why: an obligation that is not read may not be kept.
  const duties = obligationLines(decision, wording)
  const answers =
    options.trace === undefined ? [] : answerLines(options.trace, options.set, wording)
  const reasons = decidingLines(decision, options.set.statements, wording)
  const lines = [...head, ...duties, ...answers, ...reasons]
  return shorten(lines, maxLines, words.more).join('\n')
}

/** The code in words, the emergency, the instants. */
export function circumstancesOf(decision: Decision, { words }: Wording): readonly string[] {
  return [
    ...(decision.code === undefined ? [] : [words.reason[decision.code]]),
    ...(decision.kind === 'permit_emergency'
      ? [words.emergency(emergencyReason(decision.reason, words), instantText(decision.until))]
      : []),
    words.decided(instantText(decision.at), instantText(decision.asOf)),
    ...('withdrawnAt' in decision && decision.withdrawnAt !== undefined
      ? [words.withdrawn(instantText(decision.withdrawnAt))]
      : []),
  ]
}

function emergencyReason(code: string, { emergencyReason: names }: Catalogue): string {
  const shown = cleanText(code)
  return Object.hasOwn(names, code) ? `${names[code as keyof typeof names]} (${shown})` : shown
}

/** With a title. */
export function obligationLines(
  { obligations }: Pick<Decision, 'obligations'>,
  wording: Wording,
): readonly string[] {
  const lines = unique(obligations.map((obligation) => obligationText(obligation, wording)))
  return lines.length === 0 ? [] : [wording.words.obligations, ...lines]
}

/** The statements and rules that decided, each statement by its number. */
export function decidingLines(
  decision: Decision,
  statements: readonly RegisteredStatement[],
  wording: Wording,
): readonly string[] {
  // Of a consent that was withdrawn no rule decides any more.
  const isWithdrawn = decision.code === 'consent_withdrawn'
  return unique(
    decision.trace.flatMap(({ rule }) => reasonLines(rule, statements, wording, isWithdrawn)),
  )
}

function reasonLines(
  { statement: index, path }: RuleReference,
  statements: readonly RegisteredStatement[],
  wording: Wording,
  isWithdrawn: boolean,
): readonly string[] {
  const { words, language } = wording
  const statement = statements[index]
  if (statement === undefined) return []
  const { grantee, terms, by, issuer } = statement
  const number = numberText(index, language)
  const head = `${number}${words.colon}${statementText(statement, wording)}`
  if (isWithdrawn) return [`${head}${words.stop}`]
  const lines = [
    `${head}${words.colon.trimEnd()}`,
    ...(by === undefined ? [] : [`  ${behalfLine(by, issuer, wording.language)}`]),
  ]
  const named = wordingOf(wording.language, { [grantee.did]: grantee.name, ...wording.names })
  let rule: Rule | undefined = terms.rule
  for (const step of path) rule = rule?.children[step]
  if (rule === undefined) return lines
  const sentence = `${ruleText(rule, named)}${words.stop}`
  return [...lines, words.rulePlace(ruleNumber(path), sentence)]
}

/** What it is, since when, and about whom, in one line. */
export function statementText(
  { grantee, kind, registeredAt }: RegisteredStatement,
  wording: Wording,
): string {
  const { title, statement, against } = wording.words
  const registered = instantText(registeredAt)
  const text = kind === 'consent' ? statement : against
  return text(title[kind], registered, granteeText(grantee, wording))
}

/** At the head of a line: `Statement 1`. */
export function numberText(index: number, language: Language): string {
  const text = traceWordsOf(language).numbered(index + 1)
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}

function unique(lines: readonly string[]): readonly string[] {
  return [...new Set(lines)]
}

export function shorten(
  lines: readonly string[],
  most: number,
  more: (count: number) => string,
): readonly string[] {
  if (lines.length <= most) return lines
  return [...lines.slice(0, most - 1), more(lines.length - most + 1)]
}
