import type { Did } from '@fidecura/identity'
import { compileConditions } from './compile-conditions.ts'
import type { Obligation, RuleReference } from './decision.ts'
import type { Duty } from './duty.ts'
import type { CompiledConditions } from './match.ts'
import type { RegisteredStatement, VerifiedStatementSet } from './statement-set.ts'
import type { Rule } from './terms.ts'
import type { Vocabulary } from './vocabulary.ts'

/** A set of statements, ready to be asked. */
export interface CompiledSet {
  /** Newest first. */
  readonly byGrantee: ReadonlyMap<Did, readonly CompiledStatement[]>
  /** Denials that bind whoever keeps the data, so whoever asks for them. Newest first. */
  readonly towardsAll: readonly CompiledStatement[]
  /** A statement or withdrawal later than the register's word. */
  readonly futureDated: boolean
}

export interface CompiledStatement {
  readonly statement: RegisteredStatement
  readonly rule: CompiledRule
  /** What stands in its place once it is withdrawn: a denial of whatever it spoke of. */
  readonly afterWithdrawal: CompiledRule
}

export interface CompiledRule {
  readonly conditions: CompiledConditions
  readonly permits: boolean
  readonly children: readonly CompiledRule[]
  /** A denial further down has exceptions, which hold for less than the denial where things are not known. */
  readonly restores: boolean
  readonly reference: RuleReference
  readonly leaveOut: Obligation
  readonly limitTo: Obligation
  readonly duties: readonly Duty[] | undefined
}

// Bound to the life of the set, which is frozen, so it cannot go stale.
const remembered = /* @__PURE__ */ new WeakMap<
  VerifiedStatementSet,
  { readonly vocabulary: Vocabulary; readonly compiled: CompiledSet }
>()

/** Compiles a set once; again only if asked with another vocabulary. */
export function compiledSetOf(set: VerifiedStatementSet, vocabulary: Vocabulary): CompiledSet {
  const known = remembered.get(set)
  if (known?.vocabulary === vocabulary) return known.compiled
  const compiled = compileSet(set, vocabulary)
  remembered.set(set, { vocabulary, compiled })
  return compiled
}

function compileSet(set: VerifiedStatementSet, vocabulary: Vocabulary): CompiledSet {
  const byGrantee = new Map<Did, CompiledStatement[]>()
  const towardsAll: CompiledStatement[] = []
  set.statements.forEach((statement, index) => {
    // What was lost may have been about anybody's data.
    const keeper = statement.lost === true ? {} : { controller: statement.controller }
    const root = { statement: index, path: [], ...keeper }
    const { rule: stated } = statement.terms
    const rule = compileRule(stated, root, vocabulary)
    const { kind, grantee, controller } = statement
    // Whoever keeps data and may not use them may not hand them out either.
    const isTowardsAll = kind !== 'consent' && grantee.did === controller
    const list = isTowardsAll ? towardsAll : (byGrantee.get(grantee.did) ?? [])
    const afterWithdrawal = compileRule(denialOf(stated), root, vocabulary)
    list.push({ statement, rule, afterWithdrawal })
    if (!isTowardsAll) byGrantee.set(grantee.did, list)
  })
  for (const list of [...byGrantee.values(), towardsAll]) list.sort(newestFirst)
  const futureDated = set.statements.some(
    ({ registeredAt, withdrawnAt }) =>
      registeredAt > set.asOf || (withdrawnAt !== undefined && withdrawnAt > set.asOf),
  )
  return { byGrantee, towardsAll, futureDated }
}

/**
 * Labels bound a permit from above and a denial from below, so they are left away, which denies more.
 * So is the end of the period, or an older permit would come back by the mere passing of time.
 */
function denialOf({ conditions: { labels: _, period, ...conditions } }: Rule): Rule {
  const begun = period?.start === undefined ? {} : { period: { start: period.start } }
  return { effect: 'deny', conditions: { ...conditions, ...begun }, children: [] }
}

export function newestFirst(a: CompiledStatement, b: CompiledStatement): number {
  return b.statement.sequence - a.statement.sequence
}

/** Where a rule stands, and what the rules above it say for it. */
interface Standing {
  readonly statement: number
  readonly path: readonly number[]
  /** Of the outermost rule alone: where it does not match, nothing below is looked at. */
  readonly controller?: Did
  readonly purposes?: readonly string[] | undefined
}

function compileRule(rule: Rule, standing: Standing, vocabulary: Vocabulary): CompiledRule {
  const { statement, path, controller } = standing
  const { labels, types, codes, data: references, dataPeriod } = rule.conditions
  const data = Object.freeze({
    ...(labels && { labels }),
    ...(types && { types }),
    ...(codes && { codes }),
    ...(references && { data: references }),
    ...(dataPeriod && { dataPeriod }),
  })
  const reference: RuleReference = Object.freeze({ statement, path: Object.freeze([...path]) })
  // Purposes named further up still bound what is decided down here.
  const purposes = rule.conditions.purposes ?? standing.purposes
  return {
    conditions: compileConditions(rule, purposes, controller, vocabulary),
    permits: rule.effect === 'permit',
    children: rule.children.map((child, index) =>
      compileRule(child, { statement, path: [...path, index], purposes }, vocabulary),
    ),
    restores: restores(rule),
    reference,
    duties: rule.duties,
    leaveOut: Object.freeze({ kind: 'leave_out', rule: reference, data }),
    limitTo: Object.freeze({ kind: 'limit_to', rule: reference, data }),
  }
}

function restores({ children }: Rule): boolean {
  return children.some(
    (child) => (child.effect === 'deny' && child.children.length > 0) || restores(child),
  )
}
