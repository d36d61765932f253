import { deepFreeze, type EpochSeconds } from '@fidecura/base'
import type { Did } from '@fidecura/identity'
import { ConsentError } from './errors.ts'
import type { ConsentCoding, PartyIdentifier } from './terms.ts'

declare const verified: unique symbol

/** Who asks, as a verified presentation proved it. */
export interface RequesterFields {
  /** The DID of the person, and those of the department and the organisation that they act for. */
  readonly parties: readonly Did[]
  /** The person's numbers in registers, such as that of the licence, as far as they were shown. */
  readonly identifiers: readonly PartyIdentifier[]
  /** Professions and specialties, as far as they were shown. */
  readonly codes: readonly ConsentCoding[]
  /** Nothing of the codes was hidden, so whoever has none of a kind is not of that kind. */
  readonly allCodesShown: boolean
  /** ActReason codes that the role allows the person to ask for. */
  readonly purposes: readonly string[]
  /** The instants that the presentation was verified for. */
  readonly at: EpochSeconds
  readonly now: EpochSeconds
}

/** Only `requesterOf` makes one. Deep-frozen. */
export interface Requester extends RequesterFields {
  readonly [verified]: true
}

// JavaScript callers have no types; membership here is what stops them.
const minted = /* @__PURE__ */ new WeakSet<object>()

type Optional = 'identifiers' | 'codes' | 'allCodesShown'

/** Not part of the package. What is not given was not shown. */
export function mintRequester(
  fields: Omit<RequesterFields, Optional> & Partial<Pick<RequesterFields, Optional>>,
): Requester {
  const { identifiers = [], codes = [], allCodesShown = false, ...others } = fields
  const value: RequesterFields = structuredClone({ ...others, identifiers, codes, allCodesShown })
  minted.add(value)
  return deepFreeze(value) as Requester
}

/** @throws {@link ConsentError} `requester_not_verified`. */
export function assertRequester(requester: Requester): void {
  if (minted.has(requester)) return
  throw new ConsentError('requester_not_verified', 'Pass the value that requesterOf returned')
}
