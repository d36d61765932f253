import { allowedSkewSeconds, type EpochSeconds } from '@fidecura/base'
import { assertProvenFor, digestOf } from '@fidecura/identity'
import type { Credential } from './credential.ts'
import { CredentialError } from './errors.ts'
import type { StatusAsOf } from './status/status-as-of.ts'
import type { Inquiry, PastInquiry } from './verifier-state.ts'

/**
 * Holds what somebody signed against the times in which they were not to: once there was such a time,
 * the signer's own word on when it was does not count.
 *
 * @param signed - What the holder of the credential signed: the act, or a token lower in the chain.
 * @throws {@link CredentialError} `signing_time_unproven` (unknown); those of `assertProvenFor`.
 */
export async function assertSignedInTime(
  signed: string,
  { firstBadAt, nextBadAt }: Pick<StatusAsOf, 'firstBadAt' | 'nextBadAt'>,
  at: EpochSeconds,
  { act, proofs }: PastInquiry,
): Promise<void> {
  if (firstBadAt === undefined) return
  const digest = await digestOf(signed)
  for (const proof of proofs) {
    if (proof.digest !== digest) continue
    await assertProvenFor(proof, signed)
    if (nextBadAt !== undefined && proof.existedBy >= nextBadAt) continue
    // What existed before the instant asked about was signed earlier still, perhaps in a bad time.
    if (signed === act && proof.existedBy < at - allowedSkewSeconds) continue
    return
  }
  throw new CredentialError(
    'signing_time_unproven',
    'Only the signer says that it was signed while that was allowed',
    { outcome: 'unknown' },
  )
}

/**
 * Holds what somebody signed against the end of the credential that they signed under: once that has
 * come, whoever still has the key could date things back.
 *
 * @param signed - As in {@link assertSignedInTime}.
 * @throws {@link CredentialError} as {@link assertSignedInTime}.
 */
export async function assertSignedBeforeEnd(
  signed: string,
  { validUntil }: Credential,
  { at, now, past }: Inquiry,
): Promise<void> {
  if (past === undefined || validUntil === undefined || validUntil > now) return
  await assertSignedInTime(signed, { firstBadAt: validUntil, nextBadAt: validUntil }, at, past)
}
