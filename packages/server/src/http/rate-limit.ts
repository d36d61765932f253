import { ServerError } from '../errors.ts'

/** How much one party may ask for. */
export interface RateLimit {
  /** At once, after some silence. */
  readonly burst: number
  readonly perMinute: number
}

/** Routes that are counted together: see `groupOf`. */
export type RouteGroup = 'signIn' | 'recovery' | 'verification' | 'reading' | 'other'

/** What is counted: all that comes from an address, and, of each party, what belongs together; routes have limits of their own beside them. */
export interface RateLimits extends Readonly<Record<RouteGroup, RateLimit>> {
  /** Of an address, which a whole hospital may share. */
  readonly address: RateLimit
  /**
   * How often one address may be refused who has shown nothing of who they are: each refusal is written down for good,
   * and keys cost nothing. Beyond it they are told to come again, whatever they asked for.
   */
  readonly refusals: RateLimit
  /** How many of those who share an address may do the same at once, beyond which a route counts the address, too. */
  readonly shared: number
}

export const defaultRateLimits: RateLimits = {
  address: { burst: 600, perMinute: 6000 },
  refusals: { burst: 120, perMinute: 60 },
  shared: 12,
  signIn: { burst: 300, perMinute: 600 },
  recovery: { burst: 30, perMinute: 30 },
  verification: { burst: 1200, perMinute: 6000 },
  reading: { burst: 600, perMinute: 3000 },
  other: { burst: 300, perMinute: 1200 },
}

/** Counts requests of each party, in the memory of this process. */
export interface RateLimiter {
  readonly limits: RateLimits
  /** @throws ServerError `rate_limited` (unknown), with the seconds after which there is one again. */
  take(party: string, limit: RateLimit): void
  /** Takes one back: it came to what it was for. */
  give(party: string, limit: RateLimit): void
}

// Whoever comes from more addresses than this makes some start anew, and nobody's memory grow.
const maxParties = 20_000

/** @param milliseconds - A clock that only goes forward. */
export function createRateLimiter(
  milliseconds: () => number,
  some: Partial<RateLimits> = {},
): RateLimiter {
  const limits = { ...defaultRateLimits, ...some }
  const buckets = new Map<string, { left: number; at: number }>()
  return Object.freeze<RateLimiter>({
    limits,
    take(party, { burst, perMinute }) {
      const now = milliseconds()
      const bucket = buckets.get(party) ?? { left: burst, at: now }
      const left = Math.min(burst, bucket.left + ((now - bucket.at) * perMinute) / 60_000)
      // The newest last, so that the oldest go first.
      buckets.delete(party)
      buckets.set(party, { left: Math.max(left - 1, left < 1 ? left : 0), at: now })
      if (buckets.size > maxParties) buckets.delete(buckets.keys().next().value as string)
      if (left < 1) throw limited(Math.ceil(((1 - left) * 60) / perMinute))
    },
    give(party, { burst }) {
      const bucket = buckets.get(party)
      if (bucket !== undefined) bucket.left = Math.min(burst, bucket.left + 1)
    },
  })
}

function limited(retryAfterSeconds: number): ServerError {
  const message = 'More than anybody needs; come again'
  return new ServerError('rate_limited', message, { outcome: 'unknown', retryAfterSeconds })
}
