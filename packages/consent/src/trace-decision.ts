import { deepFreeze, type EpochSeconds } from '@fidecura/base'
import type { AccessRequest } from './access-request.ts'
import { askAgainstLaw, askStatements, statementsFor } from './ask-statements.ts'
import { type CompiledStatement, compiledSetOf } from './compile.ts'
import { type DecideOptions, decide } from './decide.ts'
import type { Decision } from './decision.ts'
import { evaluate } from './evaluate.ts'
import { type Ground, groundOf } from './lawful-basis.ts'
import type { Question } from './match.ts'
import type { RegisteredStatement, VerifiedStatementSet } from './statement-set.ts'
import type { FullTrace, QuestionTrace, Standing, StatementTrace } from './trace.ts'
import { answersOf } from './trace-answers.ts'
import { traceRule } from './trace-rule.ts'

/**
 * Decides, and says of every statement and rule what it did to the decision. A second, pure pass: `decide` is
 * not slower for it.
 *
 * @throws Those of {@link decide}.
 */
export function traceDecision(
  request: AccessRequest,
  set: VerifiedStatementSet,
  options: DecideOptions,
): FullTrace {
  const decision = decide(request, set, options)
  const ground = groundFor(decision, request, options)
  const asked = ground === 'none' ? [] : statementsAsked(request, set, options)
  const compiledOf = new Map(asked.map((each) => [each.statement, each]))
  const deciders = decidersOf(asked, request, decision, ground)
  const traces = set.statements.map((statement, index): StatementTrace => {
    const compiled = compiledOf.get(statement)
    const standing = standingOf(statement, compiled, ground, decision)
    const isEnded =
      standing === 'withdrawn' || (standing === 'replaced' && isHeeded(statement, ground))
    const isAsked = compiled !== undefined && (standing === 'asked' || isEnded)
    const replacedBy = standing === 'replaced' ? successorOf(statement, set) : -1
    return {
      statement: index,
      standing,
      ...(replacedBy >= 0 && { replacedBy }),
      defeated: statement.defeated === true,
      questions: isAsked ? questionsOf(compiled, index, deciders, request, decision.at) : [],
    }
  })
  const answers = answersOf(decision, traces, { request, set, options })
  return deepFreeze({ decision, statements: traces, answers })
}

/** `none`: no statement was asked anything. `undefined`: of consent. */
type Basis = Ground | undefined | 'none'

function groundFor(decision: Decision, request: AccessRequest, options: DecideOptions): Basis {
  if (decision.kind === 'unknown' || decision.code === 'request_empty') return 'none'
  if (request.legalBasis === 'consent') return undefined
  const ground = groundOf(request, options.jurisdiction, options)
  return typeof ground === 'string' ? 'none' : ground
}

function statementsAsked(
  request: AccessRequest,
  set: VerifiedStatementSet,
  { at, vocabulary }: DecideOptions,
): readonly CompiledStatement[] {
  return statementsFor(request, compiledSetOf(set, vocabulary), at)
}

function successorOf(
  { replacedBy }: RegisteredStatement,
  { statements }: VerifiedStatementSet,
): number {
  return statements.findIndex(({ sequence }) => sequence === replacedBy)
}

/** A consent that was taken back denies only whoever relies on consent; what forbids then forbids nothing. */
function isHeeded({ kind }: RegisteredStatement, ground: Basis): boolean {
  return kind === 'consent' && ground === undefined
}

function standingOf(
  { kind, registeredAt, validFrom, validUntil, withdrawnAt, replacedBy, lost }: RegisteredStatement,
  compiled: CompiledStatement | undefined,
  ground: Basis,
  { at, combine }: Pick<Decision, 'at' | 'combine'>,
): Standing {
  if (ground === 'none') return 'not_asked'
  if (lost === true) return 'lost'
  const withdrawn = withdrawnAt !== undefined && withdrawnAt <= at
  if (compiled === undefined) {
    if (registeredAt > at) return 'not_registered'
    if (validFrom > at) return 'not_begun'
    return at >= validUntil && !withdrawn ? 'ended' : 'other_grantee'
  }
  if (withdrawn && replacedBy !== undefined) return 'replaced'
  if (withdrawn && kind !== 'consent') return 'lifted'
  if (ground === undefined) return withdrawn ? 'withdrawn' : 'asked'
  const heeded =
    kind === 'consent' ? !withdrawn && combine === 'newest' : ground.yieldsTo.includes(kind)
  return heeded ? 'asked' : 'not_heeded'
}

/** Which statement decided each purpose and entry: by purpose, then by entry. */
function decidersOf(
  asked: readonly CompiledStatement[],
  request: AccessRequest,
  { at, combine }: Decision,
  ground: Basis,
): readonly (readonly (number | undefined)[])[] {
  return request.purposes.map((purpose) =>
    request.data.map((data) => {
      const question = { request, at, purpose, data }
      const { rule } =
        ground === undefined || ground === 'none'
          ? askStatements(asked, question, combine)
          : askAgainstLaw(asked, question, combine, ground.yieldsTo)
      return rule?.statement
    }),
  )
}

function questionsOf(
  compiled: CompiledStatement,
  index: number,
  deciders: ReturnType<typeof decidersOf>,
  request: AccessRequest,
  at: EpochSeconds,
): readonly QuestionTrace[] {
  const rule = ruleAt(compiled, at)
  return request.purposes.flatMap((purpose, purposeIndex) =>
    request.data.map((data, dataIndex): QuestionTrace => {
      const question = { request, at, purpose, data }
      return {
        purpose: purposeIndex,
        data: dataIndex,
        outcome: outcomeOf(compiled, question, at),
        decided: deciders[purposeIndex]?.[dataIndex] === index,
        rules: traceRule(rule, question),
      }
    }),
  )
}

function ruleAt(
  { statement: { withdrawnAt }, rule, afterWithdrawal }: CompiledStatement,
  at: EpochSeconds,
): CompiledStatement['rule'] {
  return withdrawnAt !== undefined && withdrawnAt <= at ? afterWithdrawal : rule
}

/** What it says, which counts for nothing where a statement that only denies would permit. */
function outcomeOf(
  compiled: CompiledStatement,
  question: Question,
  at: EpochSeconds,
): QuestionTrace['outcome'] {
  const { kind, defeated } = compiled.statement
  const findings = { question, obligations: [], limits: [], duties: [], rule: undefined }
  const outcome = evaluate(ruleAt(compiled, at), findings)
  const permits = kind === 'consent' && defeated !== true
  return outcome === 'permit' && !permits ? 'nothing' : outcome
}
