import { allowLoopbackHttp, BaseError, type Fetch, postText } from '@fidecura/base'
import { createDeliveryQueue, type Turn } from './delivery-queue.ts'
import type { StatusSubscription } from './status-subscriptions.ts'

/** How notices reach subscribers. */
export interface DeliveryOptions {
  /** On a server `createGuardedFetch`: subscribers say where to connect. */
  readonly fetch: Fetch
  /** Waits; for tests. Default: a timer. */
  readonly wait?: (milliseconds: number) => Promise<void>
  /** Told after the last attempt, or at once where the address is refused. What it throws is lost. */
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
const timeoutMs = 5000

interface Waiting {
  readonly subscription: StatusSubscription
  readonly host: string
  notice: string
  failures: number
}

/** A host that does not answer. */
interface SilentHost {
  failures: number
  /** Those that were tried, for when it is tried again. */
  readonly tried: Set<string>
}

/**
 * Of each list and address one notice waits, the newest. Whoever does not answer waits for the next
 * attempt beside the queue, and takes nobody's place in it; all addresses of a host that does not answer, or
 * answers that it cannot (5xx, 429), wait together: some are tried for all of them, and with them they are given up.
 */
export function createDelivery(options: DeliveryOptions): Delivery {
  const waiting = new Map<string, Waiting>()
  const resting = new Map<string, SilentHost>()
  const queue = createDeliveryQueue()
  const pending = new Set<Promise<void>>()

  async function attempt(notice: string, url: string): Promise<string | undefined> {
    const loopback = options[allowLoopbackHttp]
    let status = 0
    try {
      await postText(url, notice, {
        fetch: async (input, init) => {
          const response = await options.fetch(input, init)
          status = response.status
          return response
        },
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
      if (code === 'http_status' && (status >= 500 || status === 429)) return busy
      return code === 'http_too_large' ? undefined : code
    }
  }

  async function deliver(turn: Turn): Promise<void> {
    const { key, host } = turn
    const next = waiting.get(key)
    if (next === undefined) {
      queue.done(turn, undefined)
      return
    }
    const { notice, subscription } = next
    const code = await attempt(notice, subscription.url)
    const isSilent = code !== undefined && silence.includes(code)
    const isBusy = code === busy
    queue.done(turn, !isSilent)
    // Given up with its host in the meantime, and perhaps asked for anew.
    if (waiting.get(key) !== next) return
    const isNewest = next.notice === notice
    if (isSilent || isBusy) {
      // Where others of its host are answered, it is given up by itself.
      if (isBusy && isNewest && ++next.failures >= maxAttempts) end(key, 'http_status')
      standBy(host, key, isBusy ? 'http_status' : 'http_unreachable')
      return
    }
    if (resting.delete(host)) queue.wake(host)
    if (
      isNewest &&
      (code === undefined || final.includes(code) || ++next.failures >= maxAttempts)
    ) {
      end(key, code)
      return
    }
    // A newer one has come in the meantime, and begins anew.
    if (code === undefined) queue.add(host, key)
    else follow(after(isNewest ? next.failures - 1 : 0, () => queue.add(host, key)))
  }

  function standBy(host: string, key: string, code: string): void {
    const known = resting.get(host)
    const silent = known ?? { failures: 0, tried: new Set() }
    resting.set(host, silent)
    const rests = silent.tried.size > 0
    silent.tried.add(key)
    // Of several that were under way the first one tells.
    if (rests) return
    silent.failures += 1
    if (silent.failures >= maxAttempts) {
      giveUp(host, code)
      return
    }
    queue.rest(host)
    follow(after(silent.failures - 1, () => wake(host, silent)))
  }

  function wake(host: string, { tried }: SilentHost): void {
    for (const key of tried) queue.add(host, key)
    tried.clear()
    queue.wake(host)
  }

  function giveUp(host: string, code: string): void {
    resting.delete(host)
    queue.drop(host)
    for (const [key, each] of waiting) if (each.host === host) end(key, code)
  }

  function end(key: string, code: string | undefined): void {
    const ended = waiting.get(key)
    waiting.delete(key)
    if (ended !== undefined && code !== undefined) tell(ended.subscription, code)
  }

  async function after(failures: number, then: () => void): Promise<void> {
    await wait(1000 * 2 ** failures).catch(() => undefined)
    then()
  }

  function tell(subscription: StatusSubscription, code: string): void {
    try {
      options.onUndelivered?.(subscription, code)
    } catch {
      // Whoever writes it down and cannot must not keep others from their notices.
    }
  }

  const wait =
    options.wait ?? ((milliseconds) => new Promise<void>((done) => setTimeout(done, milliseconds)))

  function follow(job: Promise<void>): void {
    const followed: Promise<void> = job.finally(() => {
      pending.delete(followed)
      work()
    })
    pending.add(followed)
  }

  function work(): void {
    for (let turn = queue.next(); turn !== undefined; turn = queue.next()) follow(deliver(turn))
  }

  return {
    post(subscriptions, notice) {
      for (const subscription of subscriptions) {
        const { list, url } = subscription
        const key = JSON.stringify([list, url])
        const known = waiting.get(key)
        if (known !== undefined) {
          known.notice = notice
          known.failures = 0
          const silent = resting.get(known.host)
          if (silent !== undefined) silent.failures = 0
          continue
        }
        const host = hostOf(url)
        waiting.set(key, { subscription, host, notice, failures: 0 })
        queue.add(host, key)
      }
      work()
    },
    async idle() {
      while (pending.size > 0) await Promise.all(pending)
    },
  }
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : ''
}

// The server as a whole asks for patience; anything else that it refuses is about this address.
const busy = 'http_busy'

// An answer that refuses costs next to nothing; these hold a place until time is up.
const silence = ['http_unreachable', 'http_timeout']

const final = [
  'http_url_refused',
  'http_address_refused',
  'http_redirect_refused',
  'http_not_found',
]
