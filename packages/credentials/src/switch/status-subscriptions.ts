import type { EpochSeconds } from '@fidecura/base'

/** A platform that wants to hear of each change of a list. */
export interface StatusSubscription {
  readonly list: string
  /** Where notices are posted, https. */
  readonly url: string
}

/** Who is told. Every method is one atomic and durable step. */
export interface StatusSubscriptions {
  /** The same again changes nothing. @returns `false` where the list has as many as it may have. */
  add(subscription: StatusSubscription, now: EpochSeconds): Promise<boolean>
  remove(subscription: StatusSubscription): Promise<void>
  /** In order of URL; at most {@link maxSubscriptions}. */
  of(list: string): Promise<readonly StatusSubscription[]>
}

/** Of one list. */
export const maxSubscriptions = 10_000

/** For tests and demonstrations. */
export function createMemoryStatusSubscriptions(): StatusSubscriptions {
  const lists = new Map<string, Set<string>>()
  return Object.freeze<StatusSubscriptions>({
    async add({ list, url }) {
      const urls = lists.get(list) ?? new Set()
      if (!urls.has(url) && urls.size >= maxSubscriptions) return false
      lists.set(list, urls.add(url))
      return true
    },
    remove: async ({ list, url }) => void lists.get(list)?.delete(url),
    of: async (list) => [...(lists.get(list) ?? [])].sort().map((url) => ({ list, url })),
  })
}
