import type { EpochSeconds } from '@fidecura/base'
import { OpenIdError } from '../errors.ts'

/** Something that an issuer remembers for a while. */
export interface GrantEntry {
  /** What it is, such as `token`. */
  readonly kind: string
  /** A digest: whoever reads the store has no code and no token. */
  readonly key: string
  /** JSON of the issuer's own. */
  readonly state: string
  /** Exclusive; it may be forgotten then. */
  readonly expiresAt: EpochSeconds
}

/**
 * What an issuer keeps between two requests: codes, tokens and what was used. Shared by all processes that
 * issue for one URL. Each method is one atomic step, and what it returns is durable.
 */
export interface GrantStore {
  /**
   * Keeps an entry unless there is one of its kind and key.
   *
   * @returns Whether it was new. A store that cannot tell must throw.
   */
  insert(entry: GrantEntry, now: EpochSeconds): Promise<boolean>
  find(kind: string, key: string): Promise<GrantEntry | undefined>
  /** Gives an entry another state if it still has the one that it is handed in with. Returns whether it had. */
  replace(entry: GrantEntry, state: string): Promise<boolean>
  /** Removes an entry, and returns it to one caller alone. */
  take(kind: string, key: string): Promise<GrantEntry | undefined>
}

/** How much a store in memory holds. */
export interface MemoryGrantStoreOptions {
  /** Default 100,000. A full store refuses rather than forget. */
  readonly maxEntries?: number
}

/**
 * Remembers in this process: for a service that is one process, whose offers and tokens end with it.
 *
 * @throws {@link OpenIdError} `openid_store_failed` (unknown), from `insert` when full.
 */
export function createMemoryGrantStore(options: MemoryGrantStoreOptions = {}): GrantStore {
  const maxEntries = options.maxEntries ?? 100_000
  const entries = new Map<string, GrantEntry>()
  return {
    async insert(entry, now) {
      const name = nameOf(entry.kind, entry.key)
      if (entries.size >= maxEntries) forgetExpired(entries, now)
      if (entries.has(name)) return false
      if (entries.size >= maxEntries) {
        throw new OpenIdError('openid_store_failed', 'Full', { outcome: 'unknown' })
      }
      entries.set(name, entry)
      return true
    },
    find: async (kind, key) => entries.get(nameOf(kind, key)),
    async replace(entry, state) {
      const name = nameOf(entry.kind, entry.key)
      if (entries.get(name)?.state !== entry.state) return false
      entries.set(name, { ...entry, state })
      return true
    },
    async take(kind, key) {
      const name = nameOf(kind, key)
      const entry = entries.get(name)
      entries.delete(name)
      return entry
    },
  }
}

function nameOf(kind: string, key: string): string {
  return JSON.stringify([kind, key])
}

function forgetExpired(entries: Map<string, GrantEntry>, now: EpochSeconds): void {
  for (const [name, { expiresAt }] of entries) {
    if (expiresAt <= now) entries.delete(name)
  }
}
