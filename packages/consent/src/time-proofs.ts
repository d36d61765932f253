import type { EpochSeconds } from '@fidecura/base'
import { assertProvenFor, digestOf, type ProvenTime } from '@fidecura/identity'

/**
 * What shows when tokens existed: of the token itself or, in a list, of the credentials that it rests
 * on, too.
 */
export type TimeProofs = ProvenTime | readonly ProvenTime[]

/** The proofs of a call, and by when its token existed. */
export interface ReadTimeProofs {
  readonly proofs: readonly ProvenTime[]
  readonly existedBy: EpochSeconds | undefined
}

/** @throws IdentityError those of `assertProvenFor`: a single proof must be about the token. */
export async function readTimeProofs(
  token: string,
  given: TimeProofs = [],
): Promise<ReadTimeProofs> {
  if ('existedBy' in given) {
    await assertProvenFor(given, token)
    return { proofs: [given], existedBy: given.existedBy }
  }
  const digest = await digestOf(token)
  let existedBy: EpochSeconds | undefined
  for (const proof of given) {
    if (proof.digest !== digest) continue
    await assertProvenFor(proof, token)
    if (existedBy === undefined || proof.existedBy < existedBy) existedBy = proof.existedBy
  }
  return { proofs: given, existedBy }
}
