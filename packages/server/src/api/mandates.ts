import type { EpochSeconds } from '@fidecura/base'
import type { Did, PublicJwk } from '@fidecura/identity'
import type { OfferState } from './offers.ts'

/** Somebody whom the patient wants to let act for them. What they may do is said only once their key is known. */
export interface NewMandateOffer {
  /** Of the proxy, as the patient calls them. */
  readonly name: string
}

/** How far it is, for the patient who wants to give it. */
export interface MandateOffer {
  readonly id: string
  readonly state: OfferState
  /** Once the digits agree. */
  readonly place?: MandatePlace | undefined
}

/**
 * What the patient's app needs to sign a mandate. It makes the digits again of what stands here: they are those that
 * the patient typed, or the key is another’s.
 */
export interface MandatePlace {
  /** Of the mandate. */
  readonly credential: string
  /** The proxy. */
  readonly holder: { readonly did: Did; readonly publicKey: PublicJwk }
  readonly nonce: string
  /** Its place in the list of the hospital, drawn at random; nobody else ever gets it. */
  readonly status: { readonly list: string; readonly index: number }
  /** The hospital, which signs that list: to be named in the mandate. */
  readonly statusAuthority: Did
}

/** A mandate that the patient has signed, as an SD-JWT with every name shown. */
export interface NewMandate {
  readonly offer: string
  readonly mandate: string
}

/** A mandate that the patient has given. */
export interface MandateItem {
  /** Of the mandate. */
  readonly id: string
  readonly mandate: string
  /** `ended`: the patient took it back, for good. */
  readonly state: 'in_force' | 'ended' | 'expired'
  readonly givenAt: EpochSeconds
  readonly validUntil: EpochSeconds
  readonly endedAt?: EpochSeconds | undefined
}
