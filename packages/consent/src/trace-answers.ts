import { type EpochSeconds, epochSeconds } from '@fidecura/base'
import type { AccessRequest } from './access-request.ts'
import type { DecideOptions } from './decide.ts'
import type { Decision, DecisionCode, RuleReference } from './decision.ts'
import { groundOf } from './lawful-basis.ts'
import type { RegisteredStatement, VerifiedStatementSet } from './statement-set.ts'
import type {
  QuestionTrace,
  StatementTrace,
  TraceAnswers,
  TraceChange,
  TraceEvent,
} from './trace.ts'

interface Asked {
  readonly request: AccessRequest
  readonly set: VerifiedStatementSet
  readonly options: DecideOptions
}

/** Answers the five questions from what the other passes have found. */
export function answersOf(
  decision: Decision,
  traces: readonly StatementTrace[],
  asked: Asked,
): TraceAnswers {
  const { requester, action, purposes, data, legalBasis } = asked.request
  const since = sinceOf(decision, traces, asked)
  return {
    who: requester.parties,
    what: { action, purposes, data, basis: legalBasis },
    why: distinct(decision.trace.map(({ rule }) => rule)),
    ...(since !== undefined && { since }),
    change: changesOf(decision, traces, asked),
  }
}

function distinct(rules: readonly RuleReference[]): readonly RuleReference[] {
  return [...new Map(rules.map((rule) => [JSON.stringify(rule), rule])).values()]
}

/** The latest thing that had to happen for the answer to be this one. */
function sinceOf(
  decision: Decision,
  traces: readonly StatementTrace[],
  { request, set, options }: Asked,
): TraceEvent | undefined {
  if (decision.code === 'register_word_stale') {
    return { kind: 'word_stale', at: after(set.asOf, options.maxAgeSeconds) }
  }
  if (decision.code === 'requester_stale') {
    return { kind: 'requester_stale', at: after(request.requester.now, options.maxAgeSeconds) }
  }
  if (decision.kind === 'permit_emergency' && request.breakGlass !== undefined) {
    return { kind: 'glass_broken', at: request.breakGlass.issuedAt }
  }
  const events = decision.trace.flatMap(({ rule: { statement } }) => {
    const found = set.statements[statement]
    return found === undefined ? [] : [{ ...eventOf(found, decision), statement }]
  })
  if (decision.kind === 'no_consent') {
    for (const { statement, standing } of traces) {
      const found = set.statements[statement]
      const isOver = standing === 'ended' && found?.kind === 'consent'
      if (isOver) events.push({ kind: 'ended', at: found.validUntil, statement })
    }
  }
  return events.reduce<TraceEvent | undefined>(
    (latest, event) => (latest === undefined || event.at > latest.at ? event : latest),
    undefined,
  )
}

/** A limit that is no number makes everything stale, since ever. */
function after(instant: EpochSeconds, maxAgeSeconds: number): EpochSeconds {
  return maxAgeSeconds >= 0 ? epochSeconds(Math.floor(instant + maxAgeSeconds)) : instant
}

function eventOf(
  { registeredAt, validFrom }: RegisteredStatement,
  decision: Decision,
): Pick<TraceEvent, 'kind' | 'at'> {
  if ('withdrawnAt' in decision && decision.withdrawnAt !== undefined) {
    return { kind: 'withdrawn', at: decision.withdrawnAt }
  }
  return registeredAt >= validFrom
    ? { kind: 'registered', at: registeredAt }
    : { kind: 'begun', at: validFrom }
}

function changesOf(
  decision: Decision,
  traces: readonly StatementTrace[],
  asked: Asked,
): readonly TraceChange[] {
  const { set } = asked
  if (decision.kind === 'permit') return [...endsOf(decision, set), denialOf(asked)]
  if (decision.kind === 'permit_emergency') return [{ kind: 'emergency_end', at: decision.until }]
  const { code } = decision
  if (code === 'consent_denied') {
    return [...denialEndsOf(decision, traces, asked), ...breakGlassOf(asked)]
  }
  if (code !== 'consent_absent') return changesByCode[code]
  return [newConsent, ...nearMisses(traces, set), ...breakGlassOf(asked)]
}

/** Where nothing permits below a denial, its end alone opens nothing. */
function denialEndsOf(
  decision: Decision,
  traces: readonly StatementTrace[],
  asked: Asked,
): readonly TraceChange[] {
  const ends = endsOf(decision, asked.set)
  // What is permitted below may end no later than what denies it.
  const opens = (end: End): boolean =>
    isPermittedBelow(decision, traces, asked, end.kind === 'end' ? end.at : decision.at)
  if (decision.combine === 'newest') return [...ends.filter(opens), newConsent]
  return ends.map((end) => (opens(end) ? end : { ...end, needsConsent: true }))
}

/** Whether a law, or statements that did not decide, permit every purpose and entry at an instant. */
function isPermittedBelow(
  { trace }: Decision,
  traces: readonly StatementTrace[],
  { request: { legalBasis, purposes, data }, set: { statements } }: Asked,
  at: EpochSeconds,
): boolean {
  if (legalBasis !== 'consent') return true
  const deciders = new Set(trace.map(({ rule }) => rule.statement))
  const permits = traces
    .filter(({ statement, standing }) => standing === 'asked' && !deciders.has(statement))
    .filter(({ statement }) => (statements[statement]?.validUntil ?? at) > at)
    .flatMap(({ questions }) => questions.filter(({ outcome }) => outcome === 'permit'))
  return purposes.every((_, purpose) =>
    data.every((_entry, entry) =>
      permits.some((each) => each.purpose === purpose && each.data === entry),
    ),
  )
}

type End = Extract<TraceChange, { readonly kind: 'take_back' | 'end' }>

/** What ends the statements that decided: the patient, or time. */
function endsOf({ kind, trace }: Decision, set: VerifiedStatementSet): readonly End[] {
  const indices = new Set(trace.map(({ rule }) => rule.statement))
  return [...indices].flatMap((statement): readonly End[] => {
    const found = set.statements[statement]
    if (found === undefined) return []
    const end = { kind: 'end', statement, at: found.validUntil } as const
    // A consent that is taken back goes on denying what it spoke of.
    const isDenyingConsent = kind === 'deny' && found.kind === 'consent'
    return isDenyingConsent ? [end] : [{ kind: 'take_back', statement }, end]
  })
}

/** For whoever reads to treat; an emergency is no reason for research, and not one more where there is one. */
function breakGlassOf({ request, options: { jurisdiction } }: Asked): readonly TraceChange[] {
  const rule = jurisdiction?.breakGlass
  const isForCare = request.legalBasis === 'consent' || request.legalBasis === 'care'
  return isForCare && rule?.actions.includes(request.action) ? [{ kind: 'break_glass' }] : []
}

/** Some laws yield to no word of the patient. */
function denialOf({ request, options }: Asked): TraceChange {
  if (request.legalBasis === 'consent') return { kind: 'new_denial' }
  const ground = groundOf(request, options.jurisdiction, options)
  const yields = typeof ground !== 'string' && ground.yieldsTo.length > 0
  return { kind: yields ? 'new_denial' : 'other_law' }
}

const newConsent: TraceChange = { kind: 'new_consent' }

const maxMisses = 8

/** Permits that fail by a single condition, where nothing above them fails. */
function nearMisses(
  traces: readonly StatementTrace[],
  { statements }: VerifiedStatementSet,
): readonly TraceChange[] {
  const found = traces.flatMap(({ statement, standing, defeated, questions }) =>
    standing === 'asked' && !defeated && statements[statement]?.kind === 'consent'
      ? questions.flatMap((question) => missesOf(statement, question))
      : [],
  )
  const unique = new Map(found.map((miss) => [JSON.stringify(miss), miss]))
  return [...unique.values()].slice(0, maxMisses)
}

function missesOf(statement: number, { rules }: QuestionTrace): readonly TraceChange[] {
  return rules.flatMap(({ effect, match, because, path }): readonly TraceChange[] => {
    const [condition, ...others] = because
    const isNear = effect === 'permit' && match !== 'yes' && others.length === 0
    if (!isNear || condition === undefined || condition === 'unknown') return []
    return [{ kind: 'condition', rule: { statement, path }, condition }]
  })
}

type SimpleCode = Exclude<DecisionCode, 'consent_denied' | 'consent_absent'>

const changesByCode: Readonly<Record<SimpleCode, readonly TraceChange[]>> = {
  consent_withdrawn: [newConsent],
  purpose_beyond_role: [{ kind: 'wider_role' }],
  basis_unavailable: [{ kind: 'other_basis' }],
  basis_beyond_purpose: [{ kind: 'other_basis' }],
  basis_beyond_custodian: [{ kind: 'other_basis' }],
  emergency_forbidden: [{ kind: 'other_basis' }],
  emergency_unproven: [{ kind: 'break_glass' }],
  emergency_mismatch: [{ kind: 'break_glass' }],
  emergency_over: [{ kind: 'break_glass' }],
  request_empty: [{ kind: 'fuller_request' }],
  custodian_missing: [{ kind: 'fuller_request' }],
  purpose_unknown: [{ kind: 'fuller_request' }],
  statement_lost: [newConsent, { kind: 'registered_again' }],
  record_mismatch: [{ kind: 'right_record' }],
  register_word_stale: [{ kind: 'fresh_word' }],
  instant_in_future: [{ kind: 'later' }],
  access_long_ago: [{ kind: 'present_access' }],
  statement_future_dated: [{ kind: 'right_register' }],
  requester_stale: [{ kind: 'fresh_presentation' }],
}
