import type { Did } from '../did.ts'
import { IdentityError } from '../errors.ts'
import type { DidLogVersion } from './chain-did-log.ts'

/** The last entry of a log, which by its hashes stands for all before it. */
export interface DidLogHead {
  readonly versionId: string
  readonly versionNumber: number
}

/** Remembers how far logs have been seen, so that nobody can take back an entry. May be durable. */
export interface DidLogMemory {
  /** @param scid - The identifier in the DID, which stays when the DID moves. */
  newest(scid: string): DidLogHead | undefined | Promise<DidLogHead | undefined>
  /** Must never go back to a lower number, also when several call at once. */
  advance(scid: string, head: DidLogHead): void | Promise<void>
}

/** How many logs are remembered, and which in any case. */
export interface DidLogMemoryOptions {
  /** Default 4,096. */
  readonly maxEntries?: number
  /**
   * DIDs whose logs are remembered beside the limit, such as those of the roots: nobody pushes them
   * out by asking for thousands of others.
   */
  readonly pinned?: readonly Did[]
}

/**
 * Remembers for as long as the process lives. What has not been asked about for longest goes first.
 */
export function createDidLogMemory(options: DidLogMemoryOptions = {}): DidLogMemory {
  const maxEntries = options.maxEntries ?? 4096
  const pinned = new Set(options.pinned?.map(scidOf))
  const kept = new Map<string, DidLogHead>()
  const heads = new Map<string, DidLogHead>()
  return {
    newest(scid) {
      const head = heads.get(scid)
      if (head === undefined) return kept.get(scid)
      heads.delete(scid)
      heads.set(scid, head)
      return head
    },
    advance(scid, head) {
      const place = pinned.has(scid) ? kept : heads
      const known = place.get(scid)
      if (known !== undefined && known.versionNumber >= head.versionNumber) return
      place.delete(scid)
      place.set(scid, head)
      for (const oldest of heads.keys()) {
        if (heads.size <= maxEntries) return
        heads.delete(oldest)
      }
    },
  }
}

/** The part that stays when the DID moves. did:webvh 1.0 §3.4. */
function scidOf(did: Did): string {
  return did.split(':')[2] ?? ''
}

/**
 * Refuses a verified log that does not go on from what was seen of it, and remembers one that does.
 *
 * @throws {@link IdentityError} `did_log_rolled_back`; what the memory throws.
 */
export async function advanceMemory(
  memory: DidLogMemory,
  versions: readonly [...DidLogVersion[], DidLogVersion],
): Promise<void> {
  const last = versions[versions.length - 1] as DidLogVersion
  const { scid } = last.parameters
  const seen = await memory.newest(scid)
  if (seen !== undefined && versions[seen.versionNumber - 1]?.versionId !== seen.versionId) {
    throw new IdentityError('did_log_rolled_back', 'Not the log that was seen before', {
      place: `/${seen.versionNumber}`,
    })
  }
  await memory.advance(scid, { versionId: last.versionId, versionNumber: last.number })
}
