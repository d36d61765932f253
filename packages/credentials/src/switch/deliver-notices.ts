import { allowLoopbackHttp, BaseError, type Fetch, postText } from '@fidecura/base'
import type { StatusSubscription } from './status-subscriptions.ts'

/** How notices reach subscribers. */
export interface DeliveryOptions {
  /** On a server `createGuardedFetch`: subscribers say where to connect. */
  readonly fetch: Fetch
  /** Waits; for tests. Default: a timer. */
  readonly wait?: (milliseconds: number) => Promise<void>
  /** Told after the last attempt, or at once where the address is refused. */
  readonly onUndelivered?: (subscription: StatusSubscription, code: string) => void
  readonly [allowLoopbackHttp]?: readonly string[]
}

/** Posts notices, the newest for each subscriber, with bounded patience. */
export interface Delivery {
  post(subscriptions: readonly StatusSubscription[], notice: string): void
  /** Once nothing is under way. */
  idle(): Promise<void>
}

// 1, 2, 4, 8 and 16 seconds after one another: a minute later the list is too old by itself.
const maxAttempts = 6
// Of all that are told, so that one slow platform does not keep the others waiting.
const maxAtOnce = 32
const timeoutMs = 5000

export function createDelivery(options: DeliveryOptions): Delivery {
  const waiting = new Map<string, { subscription: StatusSubscription; notice: string }>()
  const working = new Set<Promise<void>>()

  async function attempt(notice: string, url: string): Promise<string | undefined> {
    const loopback = options[allowLoopbackHttp]
    try {
      await postText(url, notice, {
        fetch: options.fetch,
        accept: '*/*',
        contentType: 'application/jwt',
        maxBytes: 1024,
        timeoutMs,
        ...(loopback === undefined ? {} : { [allowLoopbackHttp]: loopback }),
      })
      return undefined
    } catch (error) {
      // Some more than asked for is no reason to post it once more.
      const code = BaseError.is(error) ? error.code : 'http_unreachable'
      return code === 'http_too_large' ? undefined : code
    }
  }

  async function deliver(key: string): Promise<void> {
    for (let n = 0; ; n++) {
      const next = waiting.get(key)
      if (next === undefined) return
      const code = await attempt(next.notice, next.subscription.url)
      const isNewest = waiting.get(key) === next
      const isFinal = code === undefined || n + 1 >= maxAttempts || final.includes(code)
      if (isFinal && isNewest) {
        waiting.delete(key)
        if (code !== undefined) options.onUndelivered?.(next.subscription, code)
        return
      }
      // A newer one has come in the meantime, and begins anew.
      if (!isNewest) n = -1
      else await wait(1000 * 2 ** n)
    }
  }

  const wait =
    options.wait ?? ((milliseconds) => new Promise<void>((done) => setTimeout(done, milliseconds)))
  const queue: string[] = []

  function work(): void {
    while (working.size < maxAtOnce) {
      const key = queue.shift()
      if (key === undefined) return
      const job: Promise<void> = deliver(key).finally(() => {
        working.delete(job)
        work()
      })
      working.add(job)
    }
  }

  return {
    post(subscriptions, notice) {
      for (const subscription of subscriptions) {
        const key = JSON.stringify([subscription.list, subscription.url])
        const isWaiting = waiting.has(key)
        waiting.set(key, { subscription, notice })
        if (!isWaiting) queue.push(key)
      }
      work()
    },
    async idle() {
      while (working.size > 0) await Promise.all(working)
    },
  }
}

const final = [
  'http_url_refused',
  'http_address_refused',
  'http_redirect_refused',
  'http_not_found',
]
