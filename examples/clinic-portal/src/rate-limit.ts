import { type Clock, networkOf } from '@fidecura/base'
import { PortalError } from './portal-error.ts'

/** How often somebody may begin something: a sign-in, a request of consent, a look at who stands at the door. */
export interface RateLimit {
  /**
   * @param client - The address that a request came from.
   * @throws PortalError `too_often` (unknown).
   */
  take(client: string): void
}

/** A waiting room may share one address. */
const burst = 60
/** How long it takes until there is one more. */
export const secondsEach = 1
/** Whoever comes from more networks than this makes some start anew, and nobody's memory grow. */
const maxNetworks = 10_000

export function createRateLimit(clock: Clock, max: number = maxNetworks): RateLimit {
  const buckets = new Map<string, { readonly left: number; readonly at: number }>()
  return Object.freeze<RateLimit>({
    take(client) {
      const network = networkOf(client)
      const now = clock()
      const bucket = buckets.get(network) ?? { left: burst, at: now }
      // A clock that is set back gives nobody more, and takes nothing away.
      const since = Math.max(0, now - bucket.at)
      const left = Math.min(burst, bucket.left + since / secondsEach)
      // The newest last, so that the oldest go first.
      buckets.delete(network)
      buckets.set(network, { left: left < 1 ? left : left - 1, at: now })
      const [oldest] = buckets.keys()
      if (buckets.size > max && oldest !== undefined) buckets.delete(oldest)
      if (left < 1) throw new PortalError('too_often', 'Come again', { outcome: 'unknown' })
    },
  })
}
