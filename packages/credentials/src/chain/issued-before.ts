import type { EpochSeconds } from '@fidecura/base'
import type { Credential, StatusEntry } from '../credential.ts'
import type { ListSigners } from '../credential-status.ts'
import { CredentialError } from '../errors.ts'
import type { Hop } from '../hop.ts'
import type { Proven } from '../prove-authority.ts'
import { proofsAbout } from '../signed-while-listed.ts'
import type { StatusContext } from '../status/list-reader.ts'
import type { StatusAsOf } from '../status/status-as-of.ts'
import type { StatusReader } from '../status/status-reader.ts'
import type { StatusReading } from '../status/status-reading.ts'
import type { Fall, Inquiry, VerifierState } from '../verifier-state.ts'

/** A token that hangs below an accreditation, wherever. */
export interface TokenBelow {
  readonly token: string
  readonly credential: Credential
}

/** Judges what is below an accreditation that was revoked. */
export interface RevokedHopJudge {
  judge(
    hop: Hop,
    below: readonly TokenBelow[],
    signers: ListSigners,
    state: VerifierState,
    inquiry: Inquiry,
  ): Promise<Proven>
  /** What a list says that was signed for somebody who had lost the permission. */
  readStatus(entry: StatusEntry, context: StatusContext, fall: Fall): Promise<StatusReading>
}

/**
 * Lets what was made before an accreditation went bad outlive it. Every token below it must be proven
 * older, not only the one signed under it: else whoever lost the permission could go on through others.
 * And who lost it takes no suspension back any more.
 *
 * @throws {@link CredentialError} `status_suspended`: nobody knows yet from when it is bad;
 *   `status_revoked`: a token says itself that it came later; `signing_time_unproven` (unknown);
 *   those of the status reader, such as `status_history_unavailable` (unknown).
 */
export function judgeByIssuance(reader: StatusReader): RevokedHopJudge {
  const judge: RevokedHopJudge['judge'] = async (hop, below, signers, state, inquiry) => {
    const { issuer, status } = hop.decoded.credential
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
    return { statusAsOf: oldest, inquiry: { ...inquiry, fall: fallOf(hop, badFrom, inquiry) } }
  }
  return {
    judge,
    async readStatus(entry, context, { at }) {
      const reading = await reader.readAsOf(entry, { ...context, at: before(at) })
      return { ...reading, value: withoutLifting(reading) }
    },
  }
}

function fallOf(hop: Hop, badFrom: number, { fall }: Inquiry): Fall {
  const at = Math.min(badFrom, fall?.at ?? badFrom) as EpochSeconds
  return { at, hops: [...(fall?.hops ?? []), hop] }
}

/** The last whole second in which the word of whoever fell counted for what it says. */
function before(fellAt: EpochSeconds): EpochSeconds {
  return (fellAt - 1) as EpochSeconds
}

/** What was bad then or became so since, and is said to be good again, nobody has lifted who might. */
function withoutLifting({ value, current, nextBadAt }: StatusAsOf): StatusReading['value'] {
  if (current !== 'valid') return current
  return value === 'valid' && nextBadAt !== undefined ? 'suspended' : value
}
