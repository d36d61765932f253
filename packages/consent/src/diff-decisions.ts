import { deepFreeze, type EpochSeconds, epochSeconds } from '@fidecura/base'
import {
  type Assessment,
  type AssessmentPolicy,
  answerOf,
  assess,
  type StatedRequest,
} from './assessment.ts'
import {
  assertKnownStatementSet,
  type RegisteredStatement,
  type VerifiedStatementSet,
} from './statement-set.ts'
import type { Rule } from './terms.ts'

/** Between which instants, and by which policy. */
export type DiffOptions = AssessmentPolicy & {
  readonly from: EpochSeconds
  readonly to: EpochSeconds
}

/** How the answer to one request changed. Deep-frozen. */
export interface DecisionDiff {
  readonly before: Assessment
  readonly after: Assessment
  /** In the order of time. */
  readonly changes: readonly DecisionChange[]
  /** All changes are there: not if more than 1,024 instants would have to be looked at. */
  readonly complete: boolean
}

/** From one instant on the answer is another one. */
export interface DecisionChange {
  readonly at: EpochSeconds
  readonly assessment: Assessment
  /** What happened then to statements that decided before or after. */
  readonly causes: readonly DecisionCause[]
}

/** What happened to one statement. */
export interface DecisionCause {
  /** Into `set.statements`. */
  readonly statement: number
  /** `rule`: a rule of it began or ended. */
  readonly event: 'registered' | 'begun' | 'ended' | 'withdrawn' | 'rule'
}

/** How many instants are looked at. */
const maxInstants = 1024

/**
 * What changed between two instants, and which statements caused it. An answer changes where its kind, its
 * code or its obligations do.
 *
 * @throws As {@link decideAt}.
 */
export function diffDecisions(
  request: StatedRequest,
  set: VerifiedStatementSet,
  { from, to, ...policy }: DiffOptions,
): DecisionDiff {
  assertKnownStatementSet(set)
  const assessAt = (at: EpochSeconds) => assess('past', request, set, at, policy)
  const events = eventsOf(set, from, to)
  const instants = [...events.keys()].sort((a, b) => a - b)
  const before = assessAt(epochSeconds(from))
  const changes: DecisionChange[] = []
  let last = before
  for (const instant of instants.slice(0, maxInstants)) {
    const assessment = assessAt(epochSeconds(instant))
    if (answerOf(assessment) !== answerOf(last)) {
      const deciding = new Set(
        [...last.trace, ...assessment.trace].map(({ rule }) => rule.statement),
      )
      const all = events.get(instant) ?? []
      const causes = all.filter(({ statement }) => deciding.has(statement))
      // Where nothing decides any more, as of what has ended, whatever happened then may be why.
      changes.push({ at: assessment.at, assessment, causes: causes.length > 0 ? causes : all })
    }
    last = assessment
  }
  const complete = instants.length <= maxInstants
  return deepFreeze({ before, after: assessAt(epochSeconds(to)), changes, complete })
}

function eventsOf(
  { statements }: VerifiedStatementSet,
  from: EpochSeconds,
  to: EpochSeconds,
): ReadonlyMap<number, readonly DecisionCause[]> {
  const events = new Map<number, DecisionCause[]>()
  statements.forEach((each, statement) => {
    for (const [event, at] of instantsOf(each)) {
      // Rules may be dated by fractions; from the next whole second on they have changed.
      const instant = Math.ceil(at)
      if (!(instant > from && instant <= to)) continue
      const list = events.get(instant) ?? []
      list.push({ statement, event })
      events.set(instant, list)
    }
  })
  return events
}

function instantsOf(
  statement: RegisteredStatement,
): readonly (readonly [DecisionCause['event'], number])[] {
  const { registeredAt, validFrom, validUntil, withdrawnAt, terms } = statement
  return [
    ['registered', registeredAt],
    ['begun', validFrom],
    ['ended', validUntil],
    ...(withdrawnAt === undefined ? [] : [['withdrawn', withdrawnAt] as const]),
    ...edgesOf(terms.rule).map((edge) => ['rule', edge] as const),
  ]
}

function edgesOf({ conditions: { period }, children }: Rule): readonly number[] {
  const own = [period?.start, period?.end].filter((edge) => edge !== undefined)
  return [...own, ...children.flatMap(edgesOf)]
}
