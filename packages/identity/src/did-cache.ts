import type { EpochSeconds } from '@fidecura/base'
import type { Did } from './did.ts'
import type { ResolvedDid } from './resolver.ts'

export interface DidCacheOptions {
  /** Default 4,096. */
  readonly maxEntries?: number
  /** Of all documents, written as JSON, in UTF-16 units. Default 16,777,216. */
  readonly maxBytes?: number
  /** How long a document that may change is taken for the present one. Default 300. */
  readonly maxAgeSeconds?: number
}

export interface DidCache {
  /** The same promise every time, settled already. `undefined`: none, or none that is fresh. */
  get(did: Did, now: EpochSeconds): Promise<ResolvedDid> | undefined
  put(resolved: ResolvedDid): void
}

interface Entry {
  readonly answer: Promise<ResolvedDid>
  /** `undefined`: never ages. */
  readonly resolvedAt: EpochSeconds | undefined
  readonly bytes: number
  used: boolean
}

export const defaultMaxAgeSeconds = 300

export function createDidCache(options: DidCacheOptions): DidCache {
  const { maxEntries = 4096, maxBytes = 16_777_216 } = options
  const { maxAgeSeconds = defaultMaxAgeSeconds } = options
  const entries = new Map<Did, Entry>()
  let total = 0

  const drop = (did: Did, entry: Entry): void => {
    entries.delete(did)
    total -= entry.bytes
  }

  /** The oldest go first, save that those used since the last round get another. */
  const makeRoom = (bytes: number): void => {
    for (const [did, entry] of entries) {
      if (entries.size < maxEntries && total + bytes <= maxBytes) return
      drop(did, entry)
      if (!entry.used) continue
      entry.used = false
      entries.set(did, entry)
      total += entry.bytes
    }
  }

  return {
    get(did, now) {
      const entry = entries.get(did)
      if (entry === undefined) return undefined
      const { resolvedAt } = entry
      // In either direction: a clock that was set back must not keep an old document alive.
      if (resolvedAt === undefined || Math.abs(now - resolvedAt) <= maxAgeSeconds) {
        entry.used = true
        return entry.answer
      }
      drop(did, entry)
      return undefined
    },
    put(resolved) {
      const { did, document, history } = resolved
      const known = entries.get(did)
      if (known !== undefined) drop(did, known)
      const bytes = JSON.stringify(document).length
      if (maxEntries < 1 || bytes > maxBytes) return
      makeRoom(bytes)
      const resolvedAt = history === 'immutable' ? undefined : resolved.resolvedAt
      entries.set(did, { answer: Promise.resolve(resolved), resolvedAt, bytes, used: false })
      total += bytes
    },
  }
}
