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

/**
 * Whom a limit is for: an address of IPv4, and of IPv6 the network of 64 bits, of which everybody has one to themselves
 * and as many addresses in it as they like.
 */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined || !address.includes(':')) return mapped ?? address
  const [left = '', right] = address.split('%', 1)[0]?.toLowerCase().split('::') ?? []
  const [head, tail] = [groupsOf(left), groupsOf(right ?? '')]
  const zeros = right === undefined ? 0 : Math.max(0, 8 - head.length - tail.length)
  const groups = [...head, ...Array<string>(zeros).fill('0'), ...tail]
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`
}

function groupsOf(text: string): readonly string[] {
  return text === '' ? [] : text.split(':')
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
