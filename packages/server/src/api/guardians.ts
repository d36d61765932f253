import type { EpochSeconds } from '@fidecura/base'
import type { GuardianPower, GuardianshipClaims, Identifier } from '@fidecura/credentials'

/** What an offer of a guardianship says, for the second person to read before they approve. */
export interface GuardianOffered {
  readonly ward: Identifier
  readonly basis: GuardianshipClaims['basis']
  readonly powers: readonly GuardianPower[]
  readonly validUntil: EpochSeconds
}

/** A guardianship that the hospital has issued. */
export interface GuardianshipItem extends GuardianOffered {
  /** Of the guardianship. */
  readonly id: string
  /** Of the guardian. */
  readonly name: string
  readonly issuedAt: EpochSeconds
  readonly state: 'in_force' | 'ended' | 'expired'
  /** That somebody wants to end it, and who else agreed. */
  readonly ending?: GuardianshipEnding | undefined
}

/** An order to end a guardianship. */
export interface GuardianshipEnding {
  /** The first signature: read it with `decodeRevocationOrder`, sign it with `approveRevocationOrder`. */
  readonly order: string
  readonly proposedBy: string
  readonly approvedBy?: string | undefined
  readonly expiresAt: EpochSeconds
}
