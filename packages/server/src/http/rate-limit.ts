import { ServerError } from '../errors.ts'

/** How much one party may ask for. */
export interface RateLimit {
  /** At once, after some silence. */
  readonly burst: number
  readonly perMinute: number
}

/** Counts requests of each party, in the memory of this process. */
export interface RateLimiter {
  /** @throws ServerError `rate_limited` (unknown). */
  take(party: string, limit: RateLimit): void
}

// Whoever comes from more addresses than this makes some start anew, and nobody's memory grow.
const maxParties = 20_000

/** @param milliseconds - A clock that only goes forward. */
export function createRateLimiter(milliseconds: () => number): RateLimiter {
  const buckets = new Map<string, { left: number; at: number }>()
  return Object.freeze<RateLimiter>({
    take(party, { burst, perMinute }) {
      const now = milliseconds()
      const bucket = buckets.get(party) ?? { left: burst, at: now }
      const left = Math.min(burst, bucket.left + ((now - bucket.at) * perMinute) / 60_000)
      // The newest last, so that the oldest go first.
      buckets.delete(party)
      buckets.set(party, { left: Math.max(left - 1, left < 1 ? left : 0), at: now })
      if (buckets.size > maxParties) buckets.delete(buckets.keys().next().value as string)
      if (left < 1) throw limited()
    },
  })
}

function limited(): ServerError {
  return new ServerError('rate_limited', 'More than anybody needs; come again', {
    outcome: 'unknown',
  })
}
