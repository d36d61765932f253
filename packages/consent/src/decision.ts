import type { EpochSeconds } from '@fidecura/base'
import type { EraseDuty, FrequencyDuty, NoticeDuty, RedisclosureDuty } from './duty.ts'
import type { LegalBasis } from './jurisdiction.ts'
import type { Conditions } from './terms.ts'

/** How statements that differ are combined. The jurisdiction's policy names it, never the requester. */
export type Combiner =
  /** The statement with the greatest register sequence among those that say something. */
  | 'newest'
  /** Any denial, else the newest permit. */
  | 'deny_overrides'

declare const made: unique symbol

/** The answer to one request. Deep-frozen. Only `decide` makes a permit. */
export type Decision = PermitDecision | EmergencyDecision | RefusedDecision

/** Everything that was asked for may be released, within the obligations. */
export interface PermitDecision extends DecisionContext {
  readonly [made]: true
  readonly kind: 'permit'
  readonly code?: never
  /** All of them must be kept; one that is not understood means that nothing may be released. */
  readonly obligations: readonly Obligation[]
}

/**
 * Break-glass: whoever asks may read, up to an instant, though nobody has permitted it. Whoever releases tells
 * the patient.
 */
export interface EmergencyDecision extends DecisionContext {
  readonly [made]: true
  readonly kind: 'permit_emergency'
  readonly code?: never
  readonly obligations: readonly Obligation[]
  /** A code, as whoever broke the glass gave it. */
  readonly reason: string
  /** Exclusive. */
  readonly until: EpochSeconds
}

/** Nothing may be released. */
export interface RefusedDecision extends DecisionContext {
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
  /** What the request relied on. */
  readonly basis: LegalBasis
  /** Version of the rules of a jurisdiction, where some were named. */
  readonly jurisdiction?: string
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
  /** deny: permitted by the patient or by law, yet not among what the requester's role allows. */
  | 'purpose_beyond_role'
  /** deny: the jurisdiction does not know the legal basis, or none was named. */
  | 'basis_unavailable'
  /** deny: the jurisdiction has the legal basis for other purposes or actions. */
  | 'basis_beyond_purpose'
  /** deny: the legal basis is there only for whoever keeps the data. */
  | 'basis_beyond_custodian'
  /** deny: the jurisdiction says nothing about break-glass. */
  | 'emergency_forbidden'
  /** deny: relies on an emergency that nobody has proven. */
  | 'emergency_unproven'
  /** deny: what was proven is the emergency of somebody else, or another patient's. */
  | 'emergency_mismatch'
  /** deny: the time for which the glass was broken is over, or has not come. */
  | 'emergency_over'
  /** unknown: a statement that the register lost, and that this client knew, may have forbidden it. */
  | 'statement_lost'
  /** no_consent: no statement says anything about this. */
  | 'consent_absent'
  /** no_consent: names no purpose or no data. */
  | 'request_empty'
  /** unknown: relies on consent, and does not say who keeps the data, so that no permit is about them. */
  | 'custodian_missing'
  /** unknown: relies on consent for a purpose that neither vocabulary nor role nor any statement names. */
  | 'purpose_unknown'
  /** unknown: the statements are about another record. */
  | 'record_mismatch'
  /** unknown: the register's word is older than allowed. */
  | 'register_word_stale'
  /** unknown: the register's word, or the decision, lies in the future. */
  | 'instant_in_future'
  /** unknown: the access lies too far back; `decideAt` tells of the past. */
  | 'access_long_ago'
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

/** What must be kept with what is released. */
export type Obligation = DataObligation | DutyObligation

/**
 * `leave_out`: whatever these conditions may match, what is not labelled or coded included.
 * `limit_to`: only what they surely match.
 */
export interface DataObligation {
  readonly kind: 'leave_out' | 'limit_to'
  readonly rule: RuleReference
  /** Those members of the rule's conditions that are about data. */
  readonly data: Pick<Conditions, 'labels' | 'types' | 'codes' | 'data' | 'dataPeriod'>
}

/** What is to be done: asked for by a rule, or without one by the jurisdiction. */
export type DutyObligation = { readonly rule?: RuleReference } & (
  | EraseObligation
  | RedisclosureDuty
  | NoticeDuty
  | FrequencyDuty
)

/** An {@link EraseDuty} from the instant of the access on. */
export interface EraseObligation {
  readonly kind: EraseDuty['kind']
  /** Exclusive: from here on nobody has the data any more. */
  readonly at: EpochSeconds
}
