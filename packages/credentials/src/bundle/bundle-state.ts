import type { EpochSeconds } from '@fidecura/base'
import { CredentialError } from '../errors.ts'

/** The highest values seen. */
export interface BundleMark {
  readonly sequence: number
  /** Whole seconds. */
  readonly now: EpochSeconds
}

/**
 * Remembers, beyond the process, what a bundle must not fall behind. `@fidecura/store` keeps it in
 * SQLite.
 */
export interface BundleState {
  /** @param bundle - Which series of bundles: the DID of its signer. */
  load(bundle: string): Promise<BundleMark | undefined>
  /**
   * In one atomic and durable step: keeps the mark if neither value is below the one kept.
   *
   * @returns `false` if one is, and nothing has changed.
   */
  advance(bundle: string, mark: BundleMark): Promise<boolean>
}

export interface BundleSeen {
  readonly bundle: string
  readonly sequence: number
  readonly now: EpochSeconds
  /** An archive may be of any age: it neither needs nor moves the sequence. */
  readonly archive: boolean
}

/**
 * Refuses a bundle that was replaced by a later one, and a clock that was set back to make an old one
 * look fresh.
 *
 * @throws {@link CredentialError} `bundle_rolled_back`, `bundle_clock_rolled_back`; unknown:
 *   `bundle_state_failed`.
 */
export async function advanceState(state: BundleState, seen: BundleSeen): Promise<void> {
  const { bundle, archive } = seen
  const now = Math.floor(seen.now) as EpochSeconds
  // Another process may have opened one in between; what it left is looked at once more.
  for (let attempt = 0; attempt < 3; attempt++) {
    const mark = await guarded(() => state.load(bundle))
    if (mark !== undefined && !(now >= mark.now)) {
      throw new CredentialError('bundle_clock_rolled_back', 'The clock was further on before')
    }
    if (mark !== undefined && !archive && !(seen.sequence >= mark.sequence)) {
      throw new CredentialError('bundle_rolled_back', 'A later bundle was opened before')
    }
    const sequence = archive ? (mark?.sequence ?? 0) : seen.sequence
    if (await guarded(() => state.advance(bundle, { sequence, now }))) return
  }
  throw stateFailed()
}

async function guarded<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    throw stateFailed(error)
  }
}

function stateFailed(cause?: unknown): CredentialError {
  return new CredentialError('bundle_state_failed', 'The state of bundles did not answer', {
    outcome: 'unknown',
    cause,
  })
}
