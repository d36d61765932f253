import type { EpochSeconds } from '@fidecura/base'
import type { AccessRequest, RequestedData } from './access-request.ts'
import {
  type CompiledRule,
  type CompiledSet,
  type CompiledStatement,
  newestFirst,
} from './compile.ts'
import type { Combiner, Obligation, RuleReference } from './decision.ts'
import { evaluate, type Findings } from './evaluate.ts'
import type { DenyingKind } from './jurisdiction.ts'
import { partiesOf } from './match-actors.ts'
import type { RegisteredStatement } from './statement-set.ts'

/** What the statements say to one purpose and one entry of a request. */
export interface Found {
  readonly outcome: 'nothing' | 'permit' | 'deny'
  readonly obligations: readonly Obligation[]
  /** Rules whose duties are to be kept. */
  readonly duties: readonly CompiledRule[]
  readonly rule: RuleReference | undefined
  /** A withdrawal decided, received by the register at this instant. */
  readonly withdrawnAt: EpochSeconds | undefined
}

export interface AskedQuestion {
  readonly request: AccessRequest
  readonly at: EpochSeconds
  readonly purpose: string
  readonly data: RequestedData
}

/** Those that bind the requester and are in force, newest first. */
export function statementsFor(
  request: AccessRequest,
  { byGrantee, towardsAll }: CompiledSet,
  at: EpochSeconds,
): readonly CompiledStatement[] {
  let found = towardsAll
  let lists = found.length === 0 ? 0 : 1
  for (const party of partiesOf(request)) {
    const list = byGrantee.get(party)
    if (list === undefined) continue
    found = lists++ === 0 ? list : [...found, ...list]
  }
  const inForce = found.filter((compiled) => isInForce(compiled, at))
  return lists > 1 ? inForce.sort(newestFirst) : inForce
}

function isInForce(
  { statement: { registeredAt, validFrom, validUntil, withdrawnAt } }: CompiledStatement,
  at: EpochSeconds,
): boolean {
  return (
    registeredAt <= at &&
    validFrom <= at &&
    // What a withdrawal took back does not return when the consent would have ended.
    (at < validUntil || (withdrawnAt !== undefined && withdrawnAt <= at))
  )
}

/** Newest first, so the first that permits, or was withdrawn, is the newest. */
export function askStatements(
  statements: readonly CompiledStatement[],
  question: AskedQuestion,
  combine: Combiner,
): Found {
  const obligations: Obligation[] = []
  const limits: Obligation[] = []
  const duties: CompiledRule[] = []
  const findings: Findings = { question, obligations, limits, duties, rule: undefined }
  let decided: Decided = silence
  // Once somebody permitted it in the patient's place, only the patient's own word can stand against it.
  let yields = false
  // Where somebody closed what they had opened in the patient's place, only the patient's own word opens it.
  let closing: Decided | undefined
  let closedParts: readonly Obligation[] = noParts
  let isOwn = false
  for (const { rule, afterWithdrawal, statement } of statements) {
    if (yields && combine === 'newest' && statement.by !== undefined) continue
    const start = limits.length
    const first = duties.length
    const withdrawn = statement.withdrawnAt !== undefined && statement.withdrawnAt <= question.at
    // A restriction or objection that was withdrawn is gone; a consent's end must not widen anything.
    if (withdrawn && statement.kind !== 'consent') continue
    const before = obligations.length
    const outcome = evaluate(withdrawn ? afterWithdrawal : rule, findings)
    if (withdrawn && statement.endedBySigner === true) {
      closedParts = [...closedParts, ...obligations.splice(before)]
      const { withdrawnAt } = statement
      const closes = outcome === 'deny' && decided === silence
      if (closes) closing ??= { outcome, rule: findings.rule, withdrawnAt }
      continue
    }
    // Of a key that was found to be stolen, nothing counts that opens a record.
    const { kind, defeated = false } = statement
    const permits = outcome === 'permit' && kind === 'consent' && !defeated
    const inPart = limits.length > start
    if (!permits || decided !== silence) {
      limits.length = start
      duties.length = first
    }
    if (!permits && outcome !== 'deny') continue
    const withdrawnAt = withdrawn ? statement.withdrawnAt : undefined
    const found = { outcome, rule: findings.rule, withdrawnAt }
    const final = combine === 'newest' || (outcome === 'deny' && !withdrawn)
    if (yields && statement.by === undefined) {
      // Where the patient permits a part only, of the rest an older word of theirs may speak.
      if (permits && inPart) continue
      if (outcome === 'deny') decided = found
      isOwn = permits
      yields = false
    } else {
      if (decided === silence) {
        isOwn = permits && statement.by === undefined
        yields = permits && !isOwn && (closing !== undefined || yieldsToPatient(statement))
      }
      if (final || decided === silence) decided = found
      // Older words of others deny as any do, where any denial counts.
      if (yields && !(final && outcome === 'deny')) continue
    }
    if (final) break
  }
  if (!isOwn) {
    if (closing !== undefined && decided.outcome !== 'deny') decided = closing
    obligations.push(...closedParts)
  }
  return { ...decided, obligations: [...obligations, ...limits], duties }
}

/**
 * The same where the law permits: what is asked is whether something stands against it. A consent need not be
 * there, so none that denies, ended or was withdrawn does; one that permits lifts older restrictions, except of
 * what it leaves out itself.
 */
export function askAgainstLaw(
  statements: readonly CompiledStatement[],
  question: AskedQuestion,
  combine: Combiner,
  yieldsTo: readonly DenyingKind[],
): Found {
  const obligations: Obligation[] = []
  const limits: Obligation[] = []
  const duties: CompiledRule[] = []
  const findings: Findings = { question, obligations, limits, duties, rule: undefined }
  let yields = false
  for (const { rule, statement } of statements) {
    const { kind, defeated = false, withdrawnAt, by } = statement
    if (yields && by !== undefined) continue
    if (withdrawnAt !== undefined && withdrawnAt <= question.at) continue
    // What was lost may be of any kind that holds against it.
    const holds = statement.lost ? yieldsTo.length > 0 : yieldsTo.includes(kind as DenyingKind)
    if (kind === 'consent' ? defeated || combine !== 'newest' : !holds) continue
    const start = obligations.length
    const first = duties.length
    const outcome = evaluate(rule, findings)
    // What is permitted in part lifts nothing as a whole, and the rest is not known apart.
    const lifts = kind === 'consent' && outcome === 'permit' && limits.length === 0
    limits.length = 0
    if (lifts && !yieldsToPatient(statement)) break
    yields ||= lifts
    if (!lifts) duties.length = first
    if (kind === 'consent') obligations.length = lifts ? obligations.length : start
    else if (outcome === 'deny') {
      return { ...silence, outcome, obligations: [], duties, rule: findings.rule }
    }
  }
  return { ...silence, outcome: 'permit', obligations, duties }
}

/** What others permit lifts nothing that the patient forbids, unless a guardianship says that it does. */
function yieldsToPatient({ by, overrides }: RegisteredStatement): boolean {
  return by !== undefined && overrides !== true
}

type Decided = Omit<Found, 'obligations' | 'duties'>

const noParts: readonly [] = []

const silence: Decided = { outcome: 'nothing', rule: undefined, withdrawnAt: undefined }
