import type { EpochSeconds } from '@fidecura/base'
import { CredentialError } from './errors.ts'

/** One use of one nonce. */
export interface PresentationUse {
  readonly tenant: string
  readonly audience: string
  readonly nonce: string
  /** The present, by which what has expired may be forgotten. */
  readonly now: EpochSeconds
  /** Keep it until then: later no presentation with this nonce can be in its window any more. */
  readonly expiresAt: EpochSeconds
}

/**
 * How much longer than asked a store keeps a use, in seconds. Of several that share it one clock may
 * be ahead, and what it let be forgotten the others must not accept again.
 */
export const replayGraceSeconds = 3600

/** Remembers which presentations were accepted. Must be shared by all who accept for one audience. */
export interface ReplayStore {
  /**
   * Writes the use down unless it is there, in one step, durably before it answers.
   *
   * @returns Whether it was new. A store that cannot tell must throw.
   */
  insert(use: PresentationUse): Promise<boolean>
}

/** How much a store in memory holds. */
export interface MemoryReplayStoreOptions {
  /** Default 100,000. A full store refuses rather than forget. */
  readonly maxEntries?: number
}

/**
 * Remembers in this process, so it protects a service that is one process and forgets when that ends.
 *
 * @throws {@link CredentialError} `replay_store_failed` (unknown), from `insert` when full.
 */
export function createMemoryReplayStore(options: MemoryReplayStoreOptions = {}): ReplayStore {
  const maxEntries = options.maxEntries ?? 100_000
  const uses = new Map<string, EpochSeconds>()
  return {
    async insert({ tenant, audience, nonce, now, expiresAt }) {
      forgetExpired(uses, now)
      // As JSON, since no separator is safe between texts of others.
      const key = JSON.stringify([tenant, audience, nonce])
      if (uses.has(key)) return false
      if (uses.size >= maxEntries) {
        throw new CredentialError('replay_store_failed', 'Full', { outcome: 'unknown' })
      }
      uses.set(key, expiresAt)
      return true
    },
  }
}

/** Uses lie in the order they came in, which is nearly that of their expiry. */
function forgetExpired(uses: Map<string, EpochSeconds>, now: EpochSeconds): void {
  for (const [key, expiresAt] of uses) {
    if (!(expiresAt + replayGraceSeconds <= now)) return
    uses.delete(key)
  }
}
