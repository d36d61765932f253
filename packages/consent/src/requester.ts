import { deepFreeze, type EpochSeconds } from '@fidecura/base'
import type { Did } from '@fidecura/identity'
import { ConsentError } from './errors.ts'

declare const verified: unique symbol

/** Who asks, as a verified presentation proved it. */
export interface RequesterFields {
  /** The DID of the person, and those of the department and the organisation that they act for. */
  readonly parties: readonly Did[]
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

/** Not part of the package. */
export function mintRequester(fields: RequesterFields): Requester {
  const { parties, purposes, at, now } = fields
  const value = { parties: [...parties], purposes: [...purposes], at, now }
  minted.add(value)
  return deepFreeze(value) as unknown as Requester
}

/** @throws {@link ConsentError} `requester_not_verified`. */
export function assertRequester(requester: Requester): void {
  if (minted.has(requester)) return
  throw new ConsentError('requester_not_verified', 'Pass the value that requesterOf returned')
}
