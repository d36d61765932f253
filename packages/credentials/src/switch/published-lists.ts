import type { EpochSeconds } from '@fidecura/base'
import type { PublishedStatus } from '../issuer.ts'

/** A list and its history as they are served. */
export interface PublishedList extends PublishedStatus {
  readonly url: string
}

/**
 * What a status host serves. Every method is one atomic step: whoever reads gets a list and a history
 * that were put together, and every list that was ever put stays where it is found by its date.
 */
export interface PublishedLists {
  /**
   * Keeps both, or neither where something newer is kept.
   *
   * @returns Whether they are kept.
   */
  put(published: PublishedList): Promise<boolean>
  newest(url: string): Promise<PublishedList | undefined>
  /** The list that was served at that instant; no history, for a newer one says all that it said. */
  at(url: string, time: EpochSeconds): Promise<string | undefined>
}

/** For tests and demonstrations: what was served is forgotten with the process. */
export function createMemoryPublishedLists(): PublishedLists {
  const kept = new Map<string, PublishedList[]>()
  return Object.freeze<PublishedLists>({
    async put(published) {
      const before = kept.get(published.url) ?? []
      const last = before.at(-1)
      if (last !== undefined && isNewer(last, published)) return false
      const others = before.filter(({ issuedAt }) => issuedAt !== published.issuedAt)
      kept.set(published.url, [...others, Object.freeze({ ...published })])
      return true
    },
    newest: async (url) => kept.get(url)?.at(-1),
    at: async (url, time) => kept.get(url)?.findLast(({ issuedAt }) => issuedAt <= time)?.list,
  })
}

function isNewer(kept: PublishedList, { issuedAt, sequence }: PublishedList): boolean {
  return kept.issuedAt > issuedAt || kept.sequence > sequence
}
