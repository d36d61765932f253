import type { EpochSeconds } from '@fidecura/base'
import type { Did } from './did.ts'
import { holdsAt, type ResolvedDid } from './resolved-did.ts'

/** How much a resolver remembers, and for how long. */
export interface DidCacheOptions {
  /** Default 4,096. */
  readonly maxEntries?: number
  /** Of all documents, written as JSON, in UTF-16 units. Default 16,777,216. */
  readonly maxBytes?: number
  /** How long a document that may change is taken for the present one. Default 300. */
  readonly maxAgeSeconds?: number
}

export interface DidCache {
  /** The same promise every time, settled already. `undefined`: none of that instant, or none that is fresh. */
  get(did: Did, at: EpochSeconds, now: EpochSeconds): Promise<ResolvedDid> | undefined
  put(resolved: ResolvedDid): void
}

/** Several only of a DID with history: one for each time that was asked about. */
interface Entry {
  readonly versions: readonly Version[]
  readonly bytes: number
  used: boolean
}

interface Version {
  readonly answer: Promise<ResolvedDid>
  readonly resolved: ResolvedDid
  /** `undefined`: never ages. */
  readonly maxAge: number | undefined
}

export const defaultMaxAgeSeconds = 300

// Of one DID. Whoever keeps asking about the past of one leaves the others their room.
const maxVersions = 8

/** @param pinned - Kept beside the limits. */
export function createDidCache(
  options: DidCacheOptions,
  pinned: ReadonlySet<Did> = new Set(),
): DidCache {
  const { maxEntries = 4096, maxBytes = 16_777_216 } = options
  const { maxAgeSeconds = defaultMaxAgeSeconds } = options
  const entries = new Map<Did, Entry>()
  const pinnedEntries = new Map<Did, Entry>()
  let total = 0

  const find = (did: Did): Entry | undefined => entries.get(did) ?? pinnedEntries.get(did)

  const drop = (did: Did, entry: Entry): void => {
    if (entries.delete(did)) total -= entry.bytes
    else pinnedEntries.delete(did)
  }

  const keep = (did: Did, entry: Entry): void => {
    if (pinned.has(did)) {
      pinnedEntries.set(did, entry)
      return
    }
    entries.set(did, entry)
    total += entry.bytes
  }

  /** The oldest go first, save that those used since the last round get another. */
  const makeRoom = (bytes: number): void => {
    for (const [did, entry] of entries) {
      if (entries.size < maxEntries && total + bytes <= maxBytes) return
      drop(did, entry)
      if (!entry.used) continue
      entry.used = false
      keep(did, entry)
    }
  }

  return {
    get(did, at, now) {
      const entry = find(did)
      if (entry === undefined) return undefined
      const version = entry.versions.find(({ resolved }) => holdsAt(resolved, at))
      if (version === undefined) return undefined
      if (isFresh(version, now)) {
        entry.used = true
        return version.answer
      }
      const rest = entry.versions.filter((other) => other !== version && isFresh(other, now))
      drop(did, entry)
      if (rest.length > 0) keep(did, entryOf(rest, entry.used))
      return undefined
    },
    put(resolved) {
      const { did } = resolved
      const known = find(did)
      if (known !== undefined) drop(did, known)
      const maxAge = maxAgeOf(resolved, maxAgeSeconds)
      const version = { answer: Promise.resolve(resolved), resolved, maxAge }
      const others = known?.versions.filter((other) => agree(other.resolved, resolved)) ?? []
      const entry = entryOf([version, ...others].slice(0, maxVersions), false)
      const kept = entry.bytes <= maxBytes ? entry : entryOf([version], false)
      if (!pinned.has(did)) {
        if (maxEntries < 1 || kept.bytes > maxBytes) return
        makeRoom(kept.bytes)
      }
      keep(did, kept)
    },
  }
}

function entryOf(versions: readonly Version[], used: boolean): Entry {
  const sizes = versions.map(({ resolved }) => JSON.stringify(resolved.document).length)
  return { versions, bytes: sizes.reduce((sum, size) => sum + size, 0), used }
}

function maxAgeOf(resolved: ResolvedDid, maxAgeSeconds: number): number | undefined {
  if (resolved.history === 'immutable') return undefined
  return Math.min(resolved.maxAgeSeconds ?? maxAgeSeconds, maxAgeSeconds)
}

function isFresh({ resolved, maxAge }: Version, now: EpochSeconds): boolean {
  // In either direction: a clock that was set back must not keep an old document alive.
  return maxAge === undefined || Math.abs(now - resolved.resolvedAt) <= maxAge
}

/** Only what was over by the time of the older look, and is not what the newer look saw, may stay. */
function agree(older: ResolvedDid, newer: ResolvedDid): boolean {
  if (older.history !== 'known' || newer.history !== 'known') return false
  const { validFrom, validUntil } = older
  if (validUntil === undefined) return false
  return validUntil <= newer.validFrom || (newer.validUntil ?? Infinity) <= validFrom
}
