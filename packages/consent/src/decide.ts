import type { EpochSeconds } from '@fidecura/base'
import type { AccessRequest, RequestedData } from './access-request.ts'
import { type CompiledSet, type CompiledStatement, compiledSetOf, newestFirst } from './compile.ts'
import { indexOfFacts } from './custodian-facts.ts'
import type {
  Combiner,
  Decision,
  DecisionCode,
  DecisionContext,
  Obligation,
  RuleReference,
  TraceStep,
} from './decision.ts'
import { evaluate, type Findings } from './evaluate.ts'
import { assertRequester } from './requester.ts'
import { assertVerifiedStatementSet, type VerifiedStatementSet } from './statement-set.ts'
import { broaderCodes, type Vocabulary } from './vocabulary.ts'

/** When, by whose policy, and how old what it rests on may be. */
export interface DecideOptions {
  /** The instant of the access. */
  readonly at: EpochSeconds
  readonly now: EpochSeconds
  /** How old the register's word, and the requester's presentation, may be. */
  readonly maxAgeSeconds: number
  /** From the jurisdiction's policy, never from the requester. */
  readonly combine: Combiner
  readonly vocabulary: Vocabulary
}

/**
 * Decides one request. Pure: the same arguments give the same decision, and nothing is asked of a
 * clock or network. Never throws on what a parser made; without a fresh word of the register the
 * answer is `unknown`.
 *
 * Restrictions, objections and statements of a defeated key only ever deny. A withdrawn consent denies whatever it spoke of, until
 * a newer statement permits it.
 *
 * @throws `ConsentError` `statement_set_not_verified`, `statement_set_historic`,
 *   `requester_not_verified`, `facts_not_checked`.
 */
export function decide(
  request: AccessRequest,
  set: VerifiedStatementSet,
  options: DecideOptions,
): Decision {
  assertVerifiedStatementSet(set)
  assertRequester(request.requester)
  if (request.facts !== undefined) indexOfFacts(request.facts)
  const context = {
    at: options.at,
    asOf: set.asOf,
    combine: options.combine,
    vocabulary: options.vocabulary.version,
  }
  const compiled = compiledSetOf(set, options.vocabulary)
  const doubt = doubtOf(request, set, compiled, options)
  if (doubt !== undefined) return refusal(context, 'unknown', doubt)
  if (request.purposes.length === 0 || request.data.length === 0) {
    return refusal(context, 'no_consent', 'request_empty')
  }
  return answer(request, statementsFor(request, compiled, options.at), context, options)
}

type Context = Omit<DecisionContext, 'trace'>

/** Why nothing at all can be said. A NaN fails every comparison, so they are written to need truth. */
function doubtOf(
  { requester, subject }: AccessRequest,
  set: VerifiedStatementSet,
  { futureDated }: CompiledSet,
  { at, now, maxAgeSeconds }: DecideOptions,
): DecisionCode | undefined {
  const { record, asOf } = set
  if (record.system !== subject.system || record.value !== subject.value) return 'record_mismatch'
  if (!(at <= now && asOf <= now)) return 'instant_in_future'
  if (!(now - asOf <= maxAgeSeconds)) return 'register_word_stale'
  if (futureDated) return 'statement_future_dated'
  const fresh = requester.now <= now && now - requester.now <= maxAgeSeconds
  const near = requester.at <= at && at - requester.at <= maxAgeSeconds
  return fresh && near ? undefined : 'requester_stale'
}

/** Those about the requester and in force, newest first. */
function statementsFor(
  { requester }: AccessRequest,
  { byGrantee }: CompiledSet,
  at: EpochSeconds,
): readonly CompiledStatement[] {
  let found: readonly CompiledStatement[] = []
  let lists = 0
  for (const party of new Set(requester.parties)) {
    const list = byGrantee.get(party)
    if (list === undefined) continue
    found = lists++ === 0 ? list : [...found, ...list]
  }
  const inForce = found.filter(
    ({ statement: { registeredAt, validFrom, validUntil, withdrawnAt } }) =>
      registeredAt <= at &&
      validFrom <= at &&
      // What a withdrawal took back does not return when the consent would have ended.
      (at < validUntil || (withdrawnAt !== undefined && withdrawnAt <= at)),
  )
  return lists > 1 ? inForce.sort(newestFirst) : inForce
}

function answer(
  request: AccessRequest,
  statements: readonly CompiledStatement[],
  context: Context,
  { at, combine, vocabulary }: DecideOptions,
): Decision {
  const obligations = new Set<Obligation>()
  const trace: TraceStep[] = []
  let silent = false
  for (const [purposeIndex, purpose] of request.purposes.entries()) {
    for (const [dataIndex, data] of request.data.entries()) {
      const found = ask(statements, { request, at, purpose, data }, combine)
      if (found.outcome === 'nothing') {
        silent = true
        continue
      }
      const { rule } = found
      const step: readonly TraceStep[] =
        rule === undefined ? [] : [Object.freeze({ purpose: purposeIndex, data: dataIndex, rule })]
      if (found.outcome === 'deny') {
        const code = found.withdrawnAt === undefined ? 'consent_denied' : 'consent_withdrawn'
        return refusal(context, 'deny', code, step, found.withdrawnAt)
      }
      trace.push(...step)
      for (const obligation of found.obligations) obligations.add(obligation)
    }
  }
  if (silent) return refusal(context, 'no_consent', 'consent_absent')
  if (!request.purposes.every((purpose) => allowedByRole(request, purpose, vocabulary))) {
    return refusal(context, 'deny', 'purpose_beyond_role')
  }
  return Object.freeze({
    ...context,
    kind: 'permit',
    obligations: Object.freeze([...obligations]),
    trace: Object.freeze(trace),
  })
}

interface Found {
  readonly outcome: 'nothing' | 'permit' | 'deny'
  readonly obligations: readonly Obligation[]
  readonly rule: RuleReference | undefined
  readonly withdrawnAt: EpochSeconds | undefined
}

interface AskedQuestion {
  readonly request: AccessRequest
  readonly at: EpochSeconds
  readonly purpose: string
  readonly data: RequestedData
}

/** One purpose and one entry. Newest first, so the first that permits, or was withdrawn, is the newest. */
function ask(
  statements: readonly CompiledStatement[],
  question: AskedQuestion,
  combine: Combiner,
): Found {
  const obligations: Obligation[] = []
  const limits: Obligation[] = []
  const findings: Findings = { question, obligations, limits, rule: undefined }
  let decided: Omit<Found, 'obligations'> = silence
  for (const { rule, afterWithdrawal, statement } of statements) {
    const start = limits.length
    const withdrawn = statement.withdrawnAt !== undefined && statement.withdrawnAt <= question.at
    // A restriction or objection that was withdrawn is gone; a consent's end must not widen anything.
    if (withdrawn && statement.kind !== 'consent') continue
    const outcome = evaluate(withdrawn ? afterWithdrawal : rule, findings)
    // Of a key that was found to be stolen, nothing counts that opens a record.
    const { kind, defeated = false } = statement
    const permits = outcome === 'permit' && kind === 'consent' && !defeated
    if (!permits || decided !== silence) limits.length = start
    if (!permits && outcome !== 'deny') continue
    const withdrawnAt = withdrawn ? statement.withdrawnAt : undefined
    const found = { outcome, rule: findings.rule, withdrawnAt }
    const final = combine === 'newest' || (outcome === 'deny' && !withdrawn)
    if (final || decided === silence) decided = found
    if (final) break
  }
  return { ...decided, obligations: [...obligations, ...limits] }
}

const silence = { outcome: 'nothing', rule: undefined, withdrawnAt: undefined } as const

function allowedByRole(
  { requester }: AccessRequest,
  purpose: string,
  { purposes, emergencyPurposes }: Vocabulary,
): boolean {
  if (requester.purposes.includes(purpose)) return true
  if (emergencyPurposes.includes(purpose)) return false
  const broader = broaderCodes(purposes, purpose)
  return requester.purposes.some((code) => broader.has(code))
}

function refusal(
  context: Context,
  kind: 'deny' | 'no_consent' | 'unknown',
  code: DecisionCode,
  trace: readonly TraceStep[] = [],
  withdrawnAt?: EpochSeconds,
): Decision {
  return Object.freeze({
    ...context,
    kind,
    code,
    obligations: none,
    trace: Object.freeze(trace),
    ...(withdrawnAt !== undefined && { withdrawnAt }),
  })
}

const none: readonly [] = Object.freeze([])
