import type { EpochSeconds } from '@fidecura/base'
import type { Credential } from '../credential.ts'
import type { ListSigners } from '../credential-status.ts'
import { CredentialError } from '../errors.ts'
import { proofsAbout } from '../signed-while-listed.ts'
import type { StatusReader } from '../status/status-reader.ts'
import type { Inquiry, VerifierState } from '../verifier-state.ts'

/** A token that hangs below an accreditation, wherever. */
export interface TokenBelow {
  readonly token: string
  readonly credential: Credential
}

/** Judges an accreditation that was revoked by what was signed below it. */
export type JudgeRevokedHop = (
  accreditation: Credential,
  below: readonly TokenBelow[],
  signers: ListSigners,
  state: VerifierState,
  inquiry: Inquiry,
) => Promise<EpochSeconds | undefined>

/**
 * Lets what was made before an accreditation went bad outlive it. Every token below it must be proven
 * older, not only the one signed under it: else whoever lost the permission could go on through others.
 *
 * @returns When the oldest status list was fetched.
 * @throws {@link CredentialError} `status_suspended`: nobody knows yet from when it is bad;
 *   `status_revoked`: a token says itself that it came later; `signing_time_unproven` (unknown);
 *   those of the status reader, such as `status_history_unavailable` (unknown).
 */
export function judgeByIssuance(reader: StatusReader): JudgeRevokedHop {
  return async ({ issuer, status }, below, signers, state, inquiry) => {
    const { now, signal, proofs } = inquiry
    const maxAgeSeconds = state.maxStatusAgeSeconds
    const context = { ...signers, issuer, now, at: now, maxAgeSeconds, signal }
    let badFrom = Number.POSITIVE_INFINITY
    let oldest: EpochSeconds | undefined
    for (const entry of status) {
      const { current, firstBadAt, fetchedAt } = await reader.readAsOf(entry, context)
      if (current === 'suspended') throw new CredentialError('status_suspended', 'Suspended')
      if (current === 'revoked') badFrom = Math.min(badFrom, firstBadAt ?? 0)
      if (oldest === undefined || fetchedAt < oldest) oldest = fetchedAt
    }
    for (const { credential } of below) {
      const { issuedAt, validFrom } = credential
      if ((issuedAt ?? validFrom ?? 0) < badFrom) continue
      throw new CredentialError(
        'status_revoked',
        'Made after what accredits its issuer was revoked',
      )
    }
    for (const { token } of below) {
      const about = await proofsAbout(token, proofs)
      if (about.some(({ existedBy }) => existedBy < badFrom)) continue
      throw new CredentialError('signing_time_unproven', 'Only its signer says that it is older', {
        outcome: 'unknown',
      })
    }
    return oldest
  }
}
