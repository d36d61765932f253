import type { EpochSeconds } from '@fidecura/base'
import { assertProvenFor, digestOf, type ProvenTime } from '@fidecura/identity'

/** The proofs of a call, and by when its token existed. */
export interface ReadTimeProofs {
  readonly proofs: readonly ProvenTime[]
  readonly existedBy: EpochSeconds | undefined
}

/**
 * @param given - Of the token itself or, in a list, of the credentials that it rests on, too.
 * @throws IdentityError those of `assertProvenFor`: a single proof must be about the token.
 */
export async function readTimeProofs(
  token: string,
  given: ProvenTime | readonly ProvenTime[] = [],
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
