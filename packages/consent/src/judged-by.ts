import { type EpochSeconds, epochSeconds } from '@fidecura/base'
import type { CallInstants, Verifier } from '@fidecura/credentials'
import type { OpenTokenOptions } from './signed-token.ts'

/** By whom something signed is judged. */
export interface JudgedBy extends Omit<CallInstants, 'at' | 'now'> {
  /** Judges the credentials of those who signed, and finds their keys. */
  readonly verifier: Verifier
  /** The present, by which freshness is judged. Default: that of the verifier's clock. */
  readonly now?: EpochSeconds
}

/**
 * Fills in what a call left to the verifier.
 *
 * @throws BaseError `instant_malformed`.
 */
export function openingOf(
  { verifier, now, signal }: JudgedBy,
  at: EpochSeconds | undefined,
): OpenTokenOptions {
  const present = epochSeconds(now ?? verifier.clock())
  const { resolve } = verifier
  return { resolve, at: at === undefined ? present : epochSeconds(at), now: present, signal }
}
