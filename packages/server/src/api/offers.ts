import type { EpochSeconds } from '@fidecura/base'
import type { GuardianPower, GuardianshipClaims, Identifier } from '@fidecura/credentials'
import type { GuardianOffered } from './guardians.ts'
import type { Party } from './people.ts'

/** Somebody at the desk, identified in person. */
export interface NewPatientOffer {
  readonly kind: 'patient'
  readonly record: Identifier
  readonly name: string
  /** `1958-03-14`. */
  readonly birthDate: string
}

/** Somebody at the desk who acts for a patient that is enrolled here; a second person of the desk must approve. */
export interface NewGuardianOffer {
  readonly kind: 'guardian'
  /** The record of the patient. */
  readonly ward: Identifier
  /** Of the guardian. */
  readonly name: string
  readonly basis: GuardianshipClaims['basis']
  readonly powers: readonly GuardianPower[]
  /** The number of the guardian in a register of persons, where several must be told apart. */
  readonly person?: Identifier | undefined
  /** How long: at most ten years. */
  readonly validDays: number
}

/** To be shown as a QR code, or read out. It is not shown again. */
export interface Offer {
  readonly id: string
  /** Twelve characters of Crockford base32, such as `4K7Q-M2XV-90TR`; good for one claim in 24 hours. */
  readonly code: string
  readonly link: string
  readonly expiresAt: EpochSeconds
}

/**
 * - `open`: waits for a holder to claim it.
 * - `claimed`: a key has; both sides compare four digits.
 * - `confirmed`: the digits agree; staff and guardians then wait for a second person, a proxy for the patient to sign.
 * - `issued`: the credentials are there.
 * - `void`: taken back, or three times wrong.
 */
export type OfferState = 'open' | 'claimed' | 'confirmed' | 'issued' | 'void'

/** An offer as those who made it see it. */
export interface OfferSummary {
  readonly id: string
  readonly kind: 'patient' | 'guardian' | 'staff'
  readonly state: OfferState
  /** Of whom it is for. */
  readonly name: string
  readonly createdAt: EpochSeconds
  readonly expiresAt: EpochSeconds
  /** The member of the staff that it is for. */
  readonly staff?: string | undefined
  /** Of a guardian: what the second person is to approve. */
  readonly guardian?: GuardianOffered | undefined
}

/** What a holder learns by claiming: enough for `comparisonDigits`, and nothing of whom it is for. */
export interface ClaimedOffer {
  readonly id: string
  readonly kind: 'patient' | 'guardian' | 'staff' | 'mandate'
  readonly issuer: Party
  /** Drawn after the claim. */
  readonly nonce: string
}

/** An offer as the holder who claimed it sees it. */
export interface HeldOffer {
  readonly state: Exclude<OfferState, 'open'>
  /** Once it is issued. */
  readonly credentials?: readonly string[] | undefined
  readonly chain?: readonly string[] | undefined
}
