import { granteeText } from '../render.ts'
import type { RegisteredStatement } from '../statement-set.ts'
import type { Conditions, Rule } from '../terms.ts'
import type { ConditionName, FullTrace, RuleTrace, StatementTrace } from '../trace.ts'
import { ruleNumber } from './answer-text.ts'
import { consideredWordsOf, type Ground } from './considered-words.ts'
import { numberText } from './explain-decision.ts'
import { conditionTexts, instantText, spanText, type Wording } from './rule-text.ts'
import { traceWordsOf } from './trace-words.ts'

/** What was looked at and did not decide: a line each, what it is and the first thing that kept it from deciding. */
export function consideredLines(
  { statements: traces, answers, decision }: FullTrace,
  statements: readonly RegisteredStatement[],
  wording: Wording,
): readonly string[] {
  const deciders = new Set(answers.why.map(({ statement }) => statement))
  const isForPatient = [...deciders].every((index) => statements[index]?.by === undefined)
  const { numbered } = traceWordsOf(wording.language)
  const by = [...deciders].map((index) => numbered(index + 1)).join(wording.words.or)
  const isPermit = decision.kind === 'permit' || decision.kind === 'permit_emergency'
  const groundOf = ({ sequence }: RegisteredStatement): Ground => {
    if (decision.combine !== 'newest') return isPermit ? undefined : 'denial'
    const isNewer = [...deciders].every((index) => (statements[index]?.sequence ?? 0) > sequence)
    return isNewer ? 'newer' : undefined
  }
  const outcome = { isPermit, isForPatient, by, groundOf }
  return traces.flatMap((trace) => {
    const { statement: index, standing } = trace
    const statement = statements[index]
    if (statement === undefined || deciders.has(index) || standing === 'not_asked') return []
    const text = consideredText(trace, statement, outcome, wording)
    const number = numberText(index, wording.language)
    return [`${number}${wording.words.colon}${text}${wording.words.stop}`]
  })
}

/** What was decided, for it tells of a statement whether it agrees. */
interface Outcome {
  readonly isPermit: boolean
  /** What decided is by the patient. */
  readonly isForPatient: boolean
  /** The numbers of the statements that decided; empty where none did. */
  readonly by: string
  /** By what they prevail over a statement. */
  readonly groundOf: (statement: RegisteredStatement) => Ground
}

function consideredText(
  trace: StatementTrace,
  statement: RegisteredStatement,
  outcome: Outcome,
  wording: Wording,
): string {
  const words = consideredWordsOf(wording.language)
  // With whom else a patient shares is nothing that this decision needs to tell.
  if (trace.standing === 'other_grantee') return words.other
  if (trace.standing === 'lost') return words.lost
  const { kind, grantee, validFrom, validUntil, by } = statement
  const span = spanText({ start: validFrom, end: validUntil }, wording.words)
  const head = words[kind === 'consent' ? 'head' : 'against']
  return [
    head(wording.words.title[kind], granteeText(grantee, wording), span),
    ...(by === undefined ? [] : [words.by[by]]),
    verdictText(trace, statement, outcome, wording),
  ].join(wording.words.and)
}

function verdictText(
  { standing, defeated, questions }: StatementTrace,
  statement: RegisteredStatement,
  outcome: Outcome,
  wording: Wording,
): string {
  const words = consideredWordsOf(wording.language)
  const { isPermit, isForPatient, by: deciders, groundOf } = outcome
  const { registeredAt, validFrom, validUntil, withdrawnAt, by, overrides } = statement
  switch (standing) {
    case 'ended':
      return words.ended(instantText(validUntil))
    case 'not_begun':
      return words.notBegun(instantText(validFrom))
    case 'not_registered':
      return words.notRegistered(instantText(registeredAt))
    case 'withdrawn':
    case 'lifted':
      return words.withdrawn(instantText(withdrawnAt ?? registeredAt))
    case 'not_heeded':
      return words.notHeeded
    default: {
      if (questions.some((question) => question.outcome.startsWith('deny')))
        return isPermit ? words.wouldDeny(deciders, groundOf(statement)) : words.denies
      if (defeated) return words.defeated[by === undefined ? 'own' : 'represented']
      const silent = questions.find((question) => question.outcome === 'nothing')
      if (silent !== undefined) return silenceText(silent.rules, statement, wording)
      const yields = deciders !== '' && by !== undefined && overrides !== true && isForPatient
      if (isPermit) return words.permitsToo
      return yields ? words.yields(deciders) : words.permits(deciders, groundOf(statement))
    }
  }
}

/** By the first condition that keeps the first permit from applying. */
function silenceText(
  rules: readonly RuleTrace[],
  { kind, terms }: RegisteredStatement,
  wording: Wording,
): string {
  const words = consideredWordsOf(wording.language)
  const missed = rules.find(({ effect, because }) => effect === 'permit' && because.length > 0)
  const [name] = missed?.because ?? []
  if (kind !== 'consent' || missed === undefined || name === undefined) return words.nothing
  let rule: Rule | undefined = terms.rule
  for (const step of missed.path) rule = rule?.children[step]
  const condition =
    name === 'controller'
      ? words.otherController
      : conditionTexts('permit', only(rule?.conditions ?? {}, name), wording).join(
          wording.words.and,
        )
  const text = words[missed.match === 'no' ? 'permitsOnly' : 'permitsPerhaps']
  return text(ruleNumber(missed.path), condition)
}

function only(
  conditions: Conditions,
  name: Exclude<ConditionName, 'controller'>,
): Partial<Conditions> {
  const member = name === 'references' ? 'data' : name
  return { [member]: conditions[member] }
}
