import { CodedError } from '@fidecura/base'
import type { Combiner } from './decision.ts'
import { type Duty, readDuties } from './duty.ts'
import { ConsentError } from './errors.ts'
import type { StatementKind } from './statement-set.ts'
import { type Action, actions, type ConsentCoding } from './terms.ts'
import {
  exactly,
  listOf,
  malformed,
  members,
  optional,
  type Read,
  readCount,
  readId,
  readReason,
  text,
} from './token-shape.ts'

/** What an access may rely on. Which of them there are, and for what, is a matter of {@link JurisdictionData}. */
export type LegalBasis =
  /** The patient permits it. */
  | 'consent'
  /** Whoever treats the patient needs it for that. */
  | 'care'
  /** Somebody's life or health is in danger: break-glass. */
  | 'vital_interest'
  /** A law commands it, such as a duty to report. */
  | 'legal_obligation'
  /** Research, statistics and the like, by a permit of an authority. */
  | 'secondary_use'

/** What only denies. */
export type DenyingKind = Exclude<StatementKind, 'consent'>

/** Which legal bases there are, and which statements hold against them. Data, so that everybody can read what applies. */
export interface JurisdictionData {
  /** A URI that changes with every change of the rules; a decision names it. */
  readonly version: string
  /** How statements that differ are combined. */
  readonly combine: Combiner
  /** What may be relied on beside consent, which may be everywhere. */
  readonly bases?: readonly BasisRule[]
  /** Break-glass. Where this is absent, it is forbidden. */
  readonly breakGlass?: BreakGlassRule
  /** The age, in years, at which a patient speaks alone. Absent: these rules do not say. */
  readonly majorityAge?: number
  /** From which age, in years, minors decide on some services themselves. */
  readonly ownConsent?: readonly OwnConsentRule[]
}

/** What needs no consent, and what holds against it. */
export interface BasisRule {
  readonly basis: Exclude<LegalBasis, 'consent' | 'vital_interest'>
  /** ActReason codes, with the narrower ones; emergency purposes only where they are named. */
  readonly purposes: readonly string[]
  readonly actions: readonly Action[]
  /** Which statements are obeyed all the same. */
  readonly yieldsTo: readonly DenyingKind[]
  /** Only data that are kept by one of the parties that the requester acts for. */
  readonly withinCustodian?: true
  readonly duties?: readonly Duty[]
}

/** Under what conditions somebody may read for whom nobody has permitted it. */
export interface BreakGlassRule {
  /** ActReason codes, each exactly as it is. */
  readonly purposes: readonly string[]
  readonly actions: readonly Action[]
  /** Codes of reasons that count. */
  readonly reasons: readonly string[]
  /** The longest that one emergency may last. */
  readonly maxSeconds: number
  /** Which statements are not obeyed. */
  readonly overrides: readonly DenyingKind[]
  /** `notify_patient` must be among them. */
  readonly duties: readonly Duty[]
}

/** From which age minors decide themselves on a service. */
export interface OwnConsentRule {
  /** A code of the jurisdiction. */
  readonly service: string
  /** Years, at least one. */
  readonly fromAge: number
  /**
   * What the service needs, as {@link agesOf} takes it over. ActReason codes, each for itself alone. Without
   * these or `data` it is not said, so a minor agrees to nothing by it.
   */
  readonly purposes?: readonly string[]
  /** Kinds of data; `'*'` is the whole record. */
  readonly data?: readonly ConsentCoding[] | '*'
}

declare const checked: unique symbol

/** Only {@link createJurisdiction} makes one. Deep-frozen. */
export interface Jurisdiction extends JurisdictionData {
  readonly [checked]: true
}

// JavaScript callers have no types; membership here is what stops a rule with a slip of the pen.
const minted = /* @__PURE__ */ new WeakSet<object>()

const readActions = /* @__PURE__ */ listOf(exactly(...actions), actions.length)
const readDenying = /* @__PURE__ */ listOf(exactly('restriction', 'objection'), 2)
const readCodes: Read<readonly string[]> = (value, place) => {
  const codes = listOf(text(64), 64)(value, place)
  if (codes.length === 0) throw malformed(place)
  return codes
}

const readAge: Read<number> = (value, place) => {
  if (!Number.isInteger(value) || (value as number) < 1 || (value as number) > 150) {
    throw malformed(place)
  }
  return value as number
}

const readKind = /* @__PURE__ */ members<ConsentCoding>({ system: text(256), code: text(64) })
const readKinds: Read<readonly ConsentCoding[] | '*'> = (value, place) => {
  if (value === '*') return value
  const kinds = listOf(readKind, 64)(value, place)
  if (kinds.length === 0) throw malformed(place)
  return kinds
}

const readReasons = /* @__PURE__ */ listOf(readReason, 64)

const readLength: Read<number> = (value, place) => {
  if (readCount(value, place) === 0) throw malformed(place)
  return value as number
}

const readTrue: Read<true> = (value, place) => {
  if (value !== true) throw malformed(place)
  return true
}

const readNoticedDuties: Read<readonly Duty[]> = (value, place) => {
  const duties = readDuties(value, place)
  // Nobody may read in somebody's record against their word without telling them.
  if (!duties.some(({ kind }) => kind === 'notify_patient')) throw malformed(place)
  return duties
}

const readData: Read<JurisdictionData> = /* @__PURE__ */ members<JurisdictionData>({
  version: readId,
  combine: exactly('newest', 'deny_overrides'),
  bases: optional(
    listOf(
      members<BasisRule>({
        basis: exactly('care', 'legal_obligation', 'secondary_use'),
        purposes: readCodes,
        actions: readActions,
        yieldsTo: readDenying,
        withinCustodian: optional(readTrue),
        duties: optional(readDuties),
      }),
      16,
    ),
  ),
  breakGlass: optional(
    members<BreakGlassRule>({
      purposes: readCodes,
      actions: readActions,
      reasons: readReasons,
      maxSeconds: readLength,
      overrides: readDenying,
      duties: readNoticedDuties,
    }),
  ),
  majorityAge: optional(readAge),
  ownConsent: optional(
    listOf(
      members<OwnConsentRule>({
        service: text(64),
        fromAge: readAge,
        purposes: optional(readCodes),
        data: optional(readKinds),
      }),
      64,
    ),
  ),
})

/**
 * Vouches for the rules of a jurisdiction, and copies them. A member that is not known is refused, for it
 * may be one that forbids.
 *
 * @param data - Also as it comes from JSON.
 * @throws {@link ConsentError} `jurisdiction_malformed`; `place` says where.
 */
export function createJurisdiction(data: JurisdictionData): Jurisdiction {
  try {
    // Whatever is read is copied, and nothing else is looked at.
    const copy = readData(data, '')
    minted.add(copy)
    return copy as Jurisdiction
  } catch (error) {
    const place = CodedError.is(error) ? error.place : undefined
    throw new ConsentError('jurisdiction_malformed', 'Not the rules of a jurisdiction', {
      ...(place !== undefined && { place }),
    })
  }
}

/** @throws {@link ConsentError} `jurisdiction_malformed`. */
export function assertJurisdiction(jurisdiction: Jurisdiction): void {
  if (minted.has(jurisdiction)) return
  throw new ConsentError(
    'jurisdiction_malformed',
    'Pass the value that createJurisdiction returned',
  )
}
