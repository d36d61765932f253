import type { EpochSeconds } from '@fidecura/base'
import type { Conditions } from './terms.ts'

/** How statements that differ are combined. The jurisdiction's policy names it, never the requester. */
export type Combiner =
  /** The statement with the greatest register sequence among those that say something. */
  | 'newest'
  /** Any denial, else the newest permit. */
  | 'deny_overrides'

/** The answer to one request. Deep-frozen. */
export type Decision = PermitDecision | OtherDecision

/** Everything that was asked for may be released, within the obligations. */
export interface PermitDecision extends DecisionContext {
  readonly kind: 'permit'
  readonly code?: never
  /** All of them must be kept; one that is not understood means that nothing may be released. */
  readonly obligations: readonly Obligation[]
}

/** Nothing may be released. */
export interface OtherDecision extends DecisionContext {
  readonly kind: 'deny' | 'no_consent' | 'unknown'
  readonly code: DecisionCode
  readonly obligations: readonly []
  /** With `consent_withdrawn`: when the register received the withdrawal. */
  readonly withdrawnAt?: EpochSeconds
}

/** What a decision was made for and by. */
export interface DecisionContext {
  readonly at: EpochSeconds
  /** Of the register's word. */
  readonly asOf: EpochSeconds
  readonly combine: Combiner
  /** Version of the vocabulary. */
  readonly vocabulary: string
  /** Which rules decided: for each purpose and entry of a permit; the first denial; else none. */
  readonly trace: readonly TraceStep[]
}

/** Why it is not a permit. */
export type DecisionCode =
  /** deny: a rule of a statement in force. */
  | 'consent_denied'
  /** deny: the consent that says something about this was withdrawn, and no newer one permits it. */
  | 'consent_withdrawn'
  /** deny: permitted by the patient, yet not among what the requester's role allows. */
  | 'purpose_beyond_role'
  /** no_consent: no statement says anything about this. */
  | 'consent_absent'
  /** no_consent: names no purpose or no data. */
  | 'request_empty'
  /** unknown: the statements are about another record. */
  | 'record_mismatch'
  /** unknown: the register's word is older than allowed. */
  | 'register_word_stale'
  /** unknown: the register's word, or the decision, lies in the future. */
  | 'instant_in_future'
  /** unknown: a statement or withdrawal was registered after the register's word. */
  | 'statement_future_dated'
  /** unknown: the requester's presentation was verified too long ago, or for another instant. */
  | 'requester_stale'

/** Indices only, so that deciding makes no text. */
export interface TraceStep {
  /** Into `request.purposes`. */
  readonly purpose: number
  /** Into `request.data`. */
  readonly data: number
  readonly rule: RuleReference
}

/** One rule of one statement of the set. */
export interface RuleReference {
  /** Into `set.statements`. */
  readonly statement: number
  /** From the root: the index among the children at every level; empty for the root. */
  readonly path: readonly number[]
}

/**
 * `leave_out`: whatever these conditions may match, what is not labelled or coded included.
 * `limit_to`: only what they surely match.
 */
export interface Obligation {
  readonly kind: 'leave_out' | 'limit_to'
  readonly rule: RuleReference
  /** Those members of the rule's conditions that are about data. */
  readonly data: Pick<Conditions, 'labels' | 'types' | 'codes' | 'data' | 'dataPeriod'>
}
