import type { EpochSeconds } from '@fidecura/base'

/** A platform that wants to hear of each change of a list. */
export interface StatusSubscription {
  readonly list: string
  /** Where notices are posted, https; as `new URL(…).href` writes it. */
  readonly url: string
  /** Who asked for it: a DID, or whatever the host calls them. Nobody else takes it back. */
  readonly subscriber: string
}

/** Who is told. Every method is one atomic and durable step. */
export interface StatusSubscriptions {
  /**
   * The same again changes nothing.
   *
   * @returns `false` where the list has {@link maxSubscriptions}, of this subscriber
   *   {@link maxSubscriptionsEach}, or of this origin {@link maxSubscriptionsPerOrigin}.
   */
  add(subscription: StatusSubscription, now: EpochSeconds): Promise<boolean>
  remove(subscription: StatusSubscription): Promise<void>
  /** In order of URL and subscriber; at most {@link maxSubscriptions}. */
  of(list: string): Promise<readonly StatusSubscription[]>
}

/** Of one list. */
export const maxSubscriptions = 10_000

/** Of one list and one subscriber. */
export const maxSubscriptionsEach = 16

/** Of one list and one origin, whoever the subscribers: so many ask one host at most. */
export const maxSubscriptionsPerOrigin = 64

/** For tests and demonstrations. */
export function createMemoryStatusSubscriptions(): StatusSubscriptions {
  const lists = new Map<string, Map<string, StatusSubscription>>()
  const keyOf = ({ url, subscriber }: StatusSubscription): string =>
    JSON.stringify([url, subscriber])
  return Object.freeze<StatusSubscriptions>({
    async add({ list, url, subscriber }) {
      const kept = lists.get(list) ?? new Map<string, StatusSubscription>()
      const subscription = Object.freeze({ list, url, subscriber })
      if (kept.has(keyOf(subscription))) return true
      if (kept.size >= maxSubscriptions) return false
      const origin = `${new URL(url).origin}/`
      let [own, there] = [0, 0]
      for (const each of kept.values()) {
        if (each.subscriber === subscriber) own++
        if (each.url.startsWith(origin)) there++
      }
      if (own >= maxSubscriptionsEach || there >= maxSubscriptionsPerOrigin) return false
      lists.set(list, kept.set(keyOf(subscription), subscription))
      return true
    },
    remove: async (subscription) => void lists.get(subscription.list)?.delete(keyOf(subscription)),
    of: async (list) =>
      [...(lists.get(list) ?? [])]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, subscription]) => subscription),
  })
}
