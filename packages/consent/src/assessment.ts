import type { EpochSeconds } from '@fidecura/base'
import type { AccessRequest } from './access-request.ts'
import { decideUpon, type Policy } from './decide.ts'
import type { Decision, DecisionCode, Obligation, TraceStep } from './decision.ts'
import { defaultVocabulary } from './default-vocabulary.ts'
import { mintRequester, type RequesterFields } from './requester.ts'
import type { VerifiedStatementSet } from './statement-set.ts'
import type { Vocabulary } from './vocabulary.ts'

/** What would be, or would have been, decided. It permits nothing: no gate knows these kinds. Deep-frozen. */
export interface Assessment {
  readonly kind: 'past' | 'imagined'
  readonly outcome: Decision['kind']
  readonly code?: DecisionCode
  readonly obligations: readonly Obligation[]
  readonly trace: readonly TraceStep[]
  readonly at: EpochSeconds
  /** What is known reaches up to here. */
  readonly asOf: EpochSeconds
  /**
   * Statements that permit here and were withdrawn later. Whether their keys had been stolen before is not
   * judged of what was withdrawn. Into `set.statements`.
   */
  readonly unjudged: readonly number[]
}

/** Who asks, as it is said: nothing here is proven, and nothing can be done by it. */
export type StatedRequester = Pick<RequesterFields, 'parties' | 'purposes'> &
  Partial<Pick<RequesterFields, 'identifiers' | 'codes' | 'allCodesShown'>>

/** A request of the past or of the mind. An emergency is proven at the time, so it is none here. */
export interface StatedRequest
  extends Omit<AccessRequest, 'requester' | 'breakGlass' | 'legalBasis'> {
  readonly requester: StatedRequester
  /** Default: consent. */
  readonly legalBasis?: AccessRequest['legalBasis']
}

/** By whose policy, and in which codes. */
export type AssessmentPolicy = Policy & {
  /** Default: {@link defaultVocabulary}. */
  readonly vocabulary?: Vocabulary
}

/** Decides by the whole set, as it stood at an instant that its word reaches. */
export function assess(
  kind: Assessment['kind'],
  { legalBasis = 'consent', requester, ...asked }: StatedRequest,
  set: VerifiedStatementSet,
  at: EpochSeconds,
  policy: AssessmentPolicy,
): Assessment {
  const { asOf } = set
  const now = asOf
  const stated = mintRequester({ ...requester, at, now: at })
  // JavaScript callers may bring an emergency all the same.
  const { breakGlass: _, ...others } = asked as Partial<AccessRequest> & typeof asked
  const request = { ...others, legalBasis, requester: stated }
  const { vocabulary = defaultVocabulary } = policy
  const by = { ...policy, vocabulary, at, now, maxAgeSeconds: Infinity }
  const decision = at <= asOf ? decideUpon(request, set, by) : undefined
  const { outcome, code, obligations, trace } = {
    outcome: decision?.kind ?? ('unknown' as const),
    code: decision === undefined ? ('register_word_stale' as const) : decision.code,
    obligations: decision?.obligations ?? Object.freeze([]),
    trace: decision?.trace ?? Object.freeze([]),
  }
  const unjudged = outcome === 'permit' ? unjudgedIn(trace, set) : []
  return Object.freeze({
    kind,
    outcome,
    ...(code !== undefined && { code }),
    obligations,
    trace,
    at,
    asOf,
    unjudged: Object.freeze(unjudged),
  })
}

function unjudgedIn(
  trace: readonly TraceStep[],
  { statements }: VerifiedStatementSet,
): readonly number[] {
  const indices = new Set(trace.map(({ rule }) => rule.statement))
  return [...indices].filter((index) => statements[index]?.withdrawnAt !== undefined)
}

/** The same for the same answer, at whatever instant. */
export function answerOf({ outcome, code, obligations, at }: Assessment): string {
  const lasting = obligations.map((each) =>
    each.kind === 'erase_by' ? { ...each, at: each.at - at } : each,
  )
  return JSON.stringify([outcome, code, lasting])
}
