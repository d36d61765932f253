import { setTimeout as wait } from 'node:timers/promises'
import { storeErrorOf } from './errors.ts'

const maxWaitMs = 5000

/**
 * Tries again for five seconds while somebody else holds the file. SQLite's own waiting would stop
 * the event loop, and with it the one in this process who holds the file.
 */
export async function retryWhileBusy<T>(attempt: () => T | Promise<T>): Promise<T> {
  const from = performance.now()
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      // By the clock, for a server that is asked may itself wait as long.
      const isOver = performance.now() - from >= maxWaitMs
      if (storeErrorOf(error).code !== 'store_busy' || isOver) throw error
    }
    // Uneven steps, so that two who wait do not meet again each time.
    await wait(1 + Math.random() * Math.min(20, 1 + (performance.now() - from)))
  }
}
