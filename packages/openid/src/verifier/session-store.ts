import type { EpochSeconds } from '@fidecura/base'
import { OpenIdError } from '../errors.ts'

/** One request, from its making to the collecting of its answer. */
export interface StoredSession {
  readonly id: string
  /** Grows by one with each change. */
  readonly version: number
  /** From then on it is as if it were not there. */
  readonly expiresAt: EpochSeconds
  /**
   * JSON. From the answer on personal data are in it: what is removed or has expired must be gone, from
   * backups too.
   */
  readonly content: string
}

/** Keeps what was asked until its answer is collected. Must be shared by all who serve one `baseUrl`. */
export interface SessionStore {
  /**
   * Writes a new one. May forget what has expired.
   *
   * @returns Whether there was none of this id. A store that cannot tell must throw, here and below.
   */
  insert(session: StoredSession, now: EpochSeconds): Promise<boolean>
  find(id: string): Promise<StoredSession | undefined>
  /**
   * Writes the next version of one, in one step.
   *
   * @returns Whether the one that was there was of the version before.
   */
  replace(session: StoredSession): Promise<boolean>
  /**
   * Takes one out, in one step.
   *
   * @returns Whether it was there, and of this version.
   */
  remove(id: string, version: number): Promise<boolean>
}

/** How much a store in memory holds. */
export interface MemorySessionStoreOptions {
  /** Default 10,000. A full store takes no new ones rather than forget. */
  readonly maxEntries?: number
}

/**
 * Keeps sessions in this process, so it serves one that is a single process, and ends with it.
 *
 * @throws {@link OpenIdError} `openid_store_failed` (unknown), from `insert` when full.
 */
export function createMemorySessionStore(options: MemorySessionStoreOptions = {}): SessionStore {
  const { maxEntries = 10_000 } = options
  const sessions = new Map<string, StoredSession>()
  const isOf = (id: string, version: number): boolean => sessions.get(id)?.version === version
  return {
    async insert(session, now) {
      for (const [id, { expiresAt }] of sessions) if (expiresAt <= now) sessions.delete(id)
      if (sessions.has(session.id)) return false
      if (sessions.size >= maxEntries) {
        throw new OpenIdError('openid_store_failed', 'Full', { outcome: 'unknown' })
      }
      sessions.set(session.id, session)
      return true
    },
    find: async (id) => sessions.get(id),
    async replace(session) {
      if (!isOf(session.id, session.version - 1)) return false
      sessions.set(session.id, session)
      return true
    },
    async remove(id, version) {
      return isOf(id, version) && sessions.delete(id)
    },
  }
}
