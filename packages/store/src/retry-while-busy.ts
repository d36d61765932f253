import { setTimeout as wait } from 'node:timers/promises'
import { storeErrorOf } from './errors.ts'

const maxWaitMs = 5000

/**
 * Tries again for five seconds while somebody else holds the file. SQLite's own waiting would stop
 * the event loop, and with it the one in this process who holds the file.
 */
export async function retryWhileBusy<T>(attempt: () => T | Promise<T>): Promise<T> {
  let waitedMs = 0
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if (storeErrorOf(error).code !== 'store_busy' || waitedMs >= maxWaitMs) throw error
    }
    // Uneven steps, so that two who wait do not meet again each time.
    const pauseMs = 1 + Math.random() * Math.min(20, 1 + waitedMs)
    await wait(pauseMs)
    waitedMs += pauseMs
  }
}
