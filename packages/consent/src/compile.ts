import type { Did } from '@fidecura/identity'
import type { Obligation, RuleReference } from './decision.ts'
import {
  type CodeSets,
  type CompiledConditions,
  type CompiledLabels,
  no,
  perhaps,
  yes,
} from './match.ts'
import type { RegisteredStatement, VerifiedStatementSet } from './statement-set.ts'
import { type Actor, type ActorRole, type Coding, codeSystems, type Rule } from './terms.ts'
import { broaderCodes, type Hierarchy, narrowerCodes, type Vocabulary } from './vocabulary.ts'

/** A set of statements, ready to be asked. */
export interface CompiledSet {
  /** Newest first. */
  readonly byGrantee: ReadonlyMap<Did, readonly CompiledStatement[]>
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
  set.statements.forEach((statement, index) => {
    const rule = compileRule(statement.terms.rule, index, [], undefined, vocabulary)
    const list = byGrantee.get(statement.grantee.did) ?? []
    const afterWithdrawal = compileRule(
      denialOf(statement.terms.rule),
      index,
      [],
      undefined,
      vocabulary,
    )
    list.push({ statement, rule, afterWithdrawal })
    byGrantee.set(statement.grantee.did, list)
  })
  for (const list of byGrantee.values()) list.sort(newestFirst)
  const futureDated = set.statements.some(
    ({ registeredAt, withdrawnAt }) =>
      registeredAt > set.asOf || (withdrawnAt !== undefined && withdrawnAt > set.asOf),
  )
  return { byGrantee, futureDated }
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

function compileRule(
  rule: Rule,
  statement: number,
  path: readonly number[],
  purposesAbove: readonly string[] | undefined,
  vocabulary: Vocabulary,
): CompiledRule {
  const { labels, types, codes, records, dataPeriod } = rule.conditions
  const data = Object.freeze({
    ...(labels && { labels }),
    ...(types && { types }),
    ...(codes && { codes }),
    ...(records && { records }),
    ...(dataPeriod && { dataPeriod }),
  })
  const reference: RuleReference = Object.freeze({ statement, path: Object.freeze([...path]) })
  // Purposes named further up still bound what is decided down here.
  const purposes = rule.conditions.purposes ?? purposesAbove
  return {
    conditions: compileConditions(rule, purposes, vocabulary),
    permits: rule.effect === 'permit',
    children: rule.children.map((child, index) =>
      compileRule(child, statement, [...path, index], purposes, vocabulary),
    ),
    restores: restores(rule),
    reference,
    leaveOut: Object.freeze({ kind: 'leave_out', rule: reference, data }),
    limitTo: Object.freeze({ kind: 'limit_to', rule: reference, data }),
  }
}

function restores({ children }: Rule): boolean {
  return children.some(
    (child) => (child.effect === 'deny' && child.children.length > 0) || restores(child),
  )
}

function compileConditions(
  { effect, conditions }: Rule,
  purposes: readonly string[] | undefined,
  vocabulary: Vocabulary,
): CompiledConditions {
  const { period, actors, actions, labels, types, codes, records, dataPeriod, unknown } = conditions
  return {
    effect,
    period,
    recipients: didsOf(actors, 'recipient'),
    custodians: didsOf(actors, 'custodian'),
    actions: actions && new Set(actions),
    ...compilePurposes(effect, conditions.purposes, purposes, vocabulary),
    records: records && new Set(records),
    types: types && codeSets(types, ({ code }) => [code]),
    codes: codes && {
      sure: codeSets(codes, ({ system, code }) =>
        narrowerCodes(hierarchyOf(vocabulary, system), code),
      ),
      perhaps: codeSets(codes, ({ system, code }) =>
        broaderCodes(hierarchyOf(vocabulary, system), code),
      ),
    },
    labels: labels && compileLabels(effect, labels, vocabulary),
    dataPeriod,
    unknown: unknown !== undefined,
  }
}

/**
 * Emergency purposes match where they are named, never because a broader purpose is, or none. A
 * denial also takes a broader purpose than its own, for that includes what is denied.
 */
function compilePurposes(
  effect: Rule['effect'],
  own: readonly string[] | undefined,
  named: readonly string[] | undefined,
  vocabulary: Vocabulary,
): Pick<CompiledConditions, 'purposes' | 'otherPurposes'> {
  const { purposes: hierarchy, emergencyPurposes } = vocabulary
  const emergency = new Set(emergencyPurposes)
  const sure = new Set(named)
  const unsure = new Set<string>()
  if (own === undefined) {
    for (const code of Object.keys(hierarchy)) if (!emergency.has(code)) sure.add(code)
    // A denial without purposes denies them all; a permit is silent on what nobody named.
    return { purposes: { sure, perhaps: unsure }, otherPurposes: effect === 'deny' ? yes : perhaps }
  }
  for (const code of own) {
    for (const narrower of narrowerCodes(hierarchy, code)) {
      if (!emergency.has(narrower)) sure.add(narrower)
      else if (!sure.has(narrower) && effect === 'permit') unsure.add(narrower)
    }
    if (effect === 'deny' && !emergency.has(code)) {
      for (const broader of broaderCodes(hierarchy, code)) {
        if (!emergency.has(broader)) sure.add(broader)
      }
    }
  }
  return { purposes: { sure, perhaps: unsure }, otherPurposes: no }
}

function compileLabels(
  effect: Rule['effect'],
  labels: readonly Coding[],
  { confidentiality, sensitivities }: Vocabulary,
): CompiledLabels {
  const confidential = labels.filter(({ system }) => system === codeSystems.confidentiality)
  const others = labels.filter(({ system }) => system !== codeSystems.confidentiality)
  // A code that is not ranked: below every label in a permit, and above none in a denial.
  const ranks = confidential.map(({ code }) => confidentiality.indexOf(code))
  const bound = effect === 'permit' ? Math.max(...ranks) : Math.min(...ranks)
  const hierarchy = (system: string): Hierarchy =>
    system === codeSystems.actCode ? sensitivities : {}
  return {
    confidentialitySystem: codeSystems.confidentiality,
    ranks: new Map(confidentiality.map((code, rank) => [code, rank])),
    bound: confidential.length === 0 ? undefined : bound,
    sure: codeSets(others, ({ system, code }) => narrowerCodes(hierarchy(system), code)),
    perhaps: codeSets(others, ({ system, code }) => broaderCodes(hierarchy(system), code)),
  }
}

function hierarchyOf({ codes }: Vocabulary, system: string): Hierarchy {
  return (Object.hasOwn(codes, system) ? codes[system] : undefined) ?? {}
}

function codeSets(
  codings: readonly Coding[],
  related: (coding: Coding) => Iterable<string>,
): CodeSets {
  const sets = new Map<string, Set<string>>()
  for (const coding of codings) {
    const codes = sets.get(coding.system) ?? new Set<string>()
    for (const code of related(coding)) codes.add(code)
    sets.set(coding.system, codes)
  }
  return sets
}

function didsOf(
  actors: readonly Actor[] | undefined,
  role: ActorRole,
): ReadonlySet<Did> | undefined {
  const dids = actors?.filter((actor) => actor.role === role).map(({ did }) => did) ?? []
  return dids.length === 0 ? undefined : new Set(dids)
}
