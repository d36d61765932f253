import type { EpochSeconds } from '@fidecura/base'
import type { AccessRequest, RequestedData, RequestedItem } from './access-request.ts'
import type { DecideInstants } from './decide.ts'
import type { Decision, EmergencyDecision, PermitDecision } from './decision.ts'
import { ConsentError } from './errors.ts'
import type { RecordNumber } from './statement-set.ts'
import type { ConsentCoding } from './terms.ts'
import type { Vocabulary } from './vocabulary.ts'

/** What a permit was made for, which whoever acts on it must not say again, for it could be something else. */
export interface Making {
  readonly data: readonly RequestedData[]
  /** Whose record. */
  readonly subject: RecordNumber
  readonly vocabulary: Vocabulary
  readonly now: EpochSeconds
}

/** The act that a permit is to be used for. */
export interface Act {
  readonly now: EpochSeconds
  readonly maxAgeSeconds: number
}

// JavaScript callers have no types; membership here is what stops them.
const made = /* @__PURE__ */ new WeakMap<object, Making>()

/** Remembers what a permit was made for. Not part of the package: `decide` alone vouches for permits. */
export function rememberMaking(
  decision: Decision,
  { data, subject: { system, value } }: AccessRequest,
  { now, vocabulary }: DecideInstants,
): Decision {
  if (decision.kind === 'permit' || decision.kind === 'permit_emergency') {
    // A copy, for whoever asked may change theirs before the release.
    made.set(decision, { data: data.map(copyOf), subject: { system, value }, vocabulary, now })
  }
  return decision
}

/**
 * Finds what a permit was made for, if it is one, is young enough for the act, and its emergency is not over. A NaN
 * fails every comparison, so they are written to need truth.
 *
 * @throws {@link ConsentError} `decision_not_permit`, `decision_not_made`, `decision_stale`, `emergency_over`.
 */
export function makingOf(
  decision: Decision,
  { now, maxAgeSeconds }: Act,
): Making & { readonly permit: PermitDecision | EmergencyDecision } {
  if (decision.kind !== 'permit' && decision.kind !== 'permit_emergency') {
    throw new ConsentError('decision_not_permit', 'Nothing may be released')
  }
  const making = made.get(decision)
  if (making === undefined) {
    throw new ConsentError('decision_not_made', 'Pass the value that decide returned')
  }
  // It answers for one instant of access, at or before that in which it was made.
  if (!(making.now <= now && now - decision.at <= maxAgeSeconds)) {
    throw new ConsentError('decision_stale', 'Decide again', { outcome: 'unknown' })
  }
  if (decision.kind === 'permit_emergency' && !(now < decision.until)) {
    throw new ConsentError('emergency_over', 'The glass was broken for a time that is over')
  }
  return { ...making, permit: decision }
}

function copyOf(wanted: RequestedData): RequestedData {
  const { scope, types, codes, period } = wanted
  const copy: Writable<RequestedItem> = { scope: 'item' }
  if (types !== undefined) copy.types = types.map(codingOf)
  if (codes !== undefined) copy.codes = codes.map(codingOf)
  if (period !== undefined) copy.period = { ...period }
  if (scope === 'category') return { ...copy, scope }
  const { record, labels } = wanted
  if (record !== undefined) copy.record = record
  if (labels !== undefined) copy.labels = labels.map(codingOf)
  return copy
}

type Writable<T> = { -readonly [K in keyof T]: T[K] }

function codingOf({ system, code }: ConsentCoding): ConsentCoding {
  return { system, code }
}
