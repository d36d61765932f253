import { assertOptions, type EpochSeconds } from '@fidecura/base'
import type { AccessRequest } from './access-request.ts'
import { askAgainstLaw, askStatements, statementsFor } from './ask-statements.ts'
import { assertAccessRequest } from './assert-access-request.ts'
import {
  type CompiledRule,
  type CompiledSet,
  type CompiledStatement,
  compiledSetOf,
} from './compile.ts'
import { indexOfFacts } from './custodian-facts.ts'
import type {
  Combiner,
  Decision,
  DecisionCode,
  DecisionContext,
  EmergencyDecision,
  Obligation,
  PermitDecision,
  TraceStep,
} from './decision.ts'
import { dutiesIn } from './duty-obligations.ts'
import { ConsentError } from './errors.ts'
import { assertJurisdiction, type Jurisdiction } from './jurisdiction.ts'
import { covers, type Ground, groundOf } from './lawful-basis.ts'
import { rememberMaking } from './made-decision.ts'
import { gapIn } from './request-gap.ts'
import { assertRequester } from './requester.ts'
import { assertVerifiedStatementSet, type VerifiedStatementSet } from './statement-set.ts'
import { assertVerifiedBreakGlass } from './verify-break-glass.ts'
import type { Vocabulary } from './vocabulary.ts'

/** When, by whose policy, and how old what it rests on may be. */
export type DecideOptions = DecideInstants & Policy

/** The instants, and the codes. */
export interface DecideInstants {
  /** The instant of the access: at most 60 s, and `maxAgeSeconds`, before `now`. Of the past asks `decideAt`. */
  readonly at: EpochSeconds
  readonly now: EpochSeconds
  /** How old the register's word, and the requester's presentation, may be. */
  readonly maxAgeSeconds: number
  readonly vocabulary: Vocabulary
}

/**
 * From law, never from the requester: the rules of a jurisdiction, or a combiner alone. With the latter
 * there is no legal basis but consent, and no break-glass.
 */
export type Policy =
  | { readonly jurisdiction: Jurisdiction; readonly combine?: never }
  | { readonly combine: Combiner; readonly jurisdiction?: never }

/**
 * Decides one request. Pure: the same arguments give the same decision, and nothing is asked of a
 * clock or network. Never throws on what a parser made; without a fresh word of the register the
 * answer is `unknown`. A permit is good for the request that it answers, in this process, and while it is young:
 * no copy of it releases anything.
 *
 * Restrictions, objections and statements of a defeated key only ever deny. A withdrawn consent denies whatever it spoke of, until
 * a newer statement permits it. Under another legal basis than consent, restrictions and objections hold against it as the
 * jurisdiction says, and consents only lift them. A request that relies on consent and names no custodian, or a purpose
 * that nobody knows, is answered `unknown`: no statement could be about it.
 *
 * @throws `ConsentError` `statement_set_not_verified`, `statement_set_historic`,
 *   `requester_not_verified`, `facts_not_checked`, `token_not_verified`, `combiner_unknown`,
 *   `jurisdiction_malformed`, `access_request_malformed`; BaseError `option_missing`.
 */
export function decide(
  request: AccessRequest,
  set: VerifiedStatementSet,
  options: DecideOptions,
): Decision {
  assertOptions(options, neededOptions)
  assertVerifiedStatementSet(set)
  assertRequester(request.requester)
  if (request.facts !== undefined) indexOfFacts(request.facts)
  if (request.breakGlass !== undefined) assertVerifiedBreakGlass(request.breakGlass)
  return rememberMaking(decideUpon(request, set, options, maxLagSeconds), request, options)
}

const neededOptions = ['at', 'now', 'maxAgeSeconds', 'vocabulary'] as const

// As far back as a presentation may be verified for. Whoever could date an access back would read what was withdrawn since.
const maxLagSeconds = 60

/**
 * Not part of the package: {@link decide}, for sets and requesters of the past or of the mind. No gate takes its permits.
 *
 * @param lagSeconds - How far the access may lie back, at most; not further than the word may be old.
 */
export function decideUpon(
  request: AccessRequest,
  set: VerifiedStatementSet,
  options: DecideOptions,
  lagSeconds: number = Number.POSITIVE_INFINITY,
): Decision {
  const { at, vocabulary, jurisdiction } = options
  assertAccessRequest(request)
  const context = {
    at,
    asOf: set.asOf,
    combine: combinerOf(options),
    basis: request.legalBasis,
    ...(jurisdiction !== undefined && { jurisdiction: jurisdiction.version }),
    vocabulary: vocabulary.version,
  }
  const compiled = compiledSetOf(set, vocabulary)
  const doubt = doubtOf(request, set, compiled, { ...options, lagSeconds })
  if (doubt !== undefined) return refusal(context, 'unknown', doubt)
  if (request.purposes.length === 0 || request.data.length === 0) {
    return refusal(context, 'no_consent', 'request_empty')
  }
  const consented = request.legalBasis === 'consent'
  const gap = consented ? gapIn(request, set, vocabulary) : undefined
  if (gap !== undefined) return refusal(context, 'unknown', gap)
  const ground = consented ? undefined : groundOf(request, jurisdiction, options)
  if (typeof ground === 'string') return refusal(context, 'deny', ground)
  const statements = statementsFor(request, compiled, at)
  return answer(request, set, statements, ground, context, vocabulary)
}

/**
 * JavaScript callers have no types, and a forgotten combiner would be a default.
 *
 * @throws ConsentError `combiner_unknown`, `jurisdiction_malformed`.
 */
export function combinerOf({ combine, jurisdiction }: Policy): Combiner {
  if (jurisdiction !== undefined) {
    assertJurisdiction(jurisdiction)
    if (combine === undefined) return jurisdiction.combine
  } else if (combine === 'newest' || combine === 'deny_overrides') return combine
  throw new ConsentError('combiner_unknown', 'Neither rules of a jurisdiction nor one combiner')
}

type Context = Omit<DecisionContext, 'trace'>

/** Why nothing at all can be said. A NaN fails every comparison, so they are written to need truth. */
function doubtOf(
  { requester, subject }: AccessRequest,
  set: VerifiedStatementSet,
  { futureDated }: CompiledSet,
  { at, now, maxAgeSeconds, lagSeconds }: DecideInstants & { readonly lagSeconds: number },
): DecisionCode | undefined {
  const { record, asOf } = set
  if (record.system !== subject.system || record.value !== subject.value) return 'record_mismatch'
  if (!(at <= now && asOf <= now)) return 'instant_in_future'
  if (!(now - asOf <= maxAgeSeconds)) return 'register_word_stale'
  if (!(now - at <= Math.min(lagSeconds, maxAgeSeconds))) return 'access_long_ago'
  if (futureDated) return 'statement_future_dated'
  const fresh = requester.now <= now && now - requester.now <= maxAgeSeconds
  const near = requester.at <= at && at - requester.at <= maxAgeSeconds
  return fresh && near ? undefined : 'requester_stale'
}

function answer(
  request: AccessRequest,
  set: VerifiedStatementSet,
  statements: readonly CompiledStatement[],
  ground: Ground | undefined,
  context: Context,
  vocabulary: Vocabulary,
): Decision {
  const obligations = new Set<Obligation>()
  const binding = new Set<CompiledRule>()
  const trace: TraceStep[] = []
  const { at, combine } = context
  let silent = false
  for (const [purposeIndex, purpose] of request.purposes.entries()) {
    for (const [dataIndex, data] of request.data.entries()) {
      const question = { request, at, purpose, data }
      const found =
        ground === undefined
          ? askStatements(statements, question, combine)
          : askAgainstLaw(statements, question, combine, ground.yieldsTo)
      if (found.outcome === 'nothing') {
        silent = true
        continue
      }
      const { rule } = found
      const step: readonly TraceStep[] =
        rule === undefined ? [] : [Object.freeze({ purpose: purposeIndex, data: dataIndex, rule })]
      if (found.outcome === 'deny') {
        const isLost = rule !== undefined && set.statements[rule.statement]?.lost === true
        if (isLost) return refusal(context, 'unknown', 'statement_lost')
        const code = found.withdrawnAt === undefined ? 'consent_denied' : 'consent_withdrawn'
        return refusal(context, 'deny', code, step, found.withdrawnAt)
      }
      trace.push(...step)
      for (const obligation of found.obligations) obligations.add(obligation)
      for (const bound of found.duties) binding.add(bound)
    }
  }
  if (silent) return refusal(context, 'no_consent', 'consent_absent')
  const allowed = request.requester.purposes
  if (!request.purposes.every((purpose) => covers(allowed, purpose, vocabulary))) {
    return refusal(context, 'deny', 'purpose_beyond_role')
  }
  const duties = [...binding].flatMap((rule) => dutiesIn(rule.duties, at, rule.reference))
  const all = [...obligations, ...duties, ...dutiesIn(ground?.duties, at)]
  const permit = {
    ...context,
    obligations: Object.freeze(all),
    trace: Object.freeze(trace),
  }
  const { emergency } = ground ?? {}
  if (emergency === undefined) return Object.freeze({ ...permit, kind: 'permit' } as PermitDecision)
  const { reason, until } = emergency
  const released = { ...permit, kind: 'permit_emergency', reason, until }
  return Object.freeze(released as EmergencyDecision)
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
