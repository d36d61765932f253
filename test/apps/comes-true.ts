/** How long something may take to come, on a machine that does much else. */
export const patienceMilliseconds = 30_000
const pauseMilliseconds = 50

/**
 * Looks at a page again until what is expected holds: what comes over a network and is then drawn is not there at once.
 *
 * @param look - Reads from the page what it is like now, and expects something of it.
 * @throws What the last look has thrown, once there is no more patience.
 */
export async function comesTrue(look: () => Promise<void>): Promise<void> {
  const end = performance.now() + patienceMilliseconds
  for (;;) {
    try {
      return await look()
    } catch (error) {
      if (performance.now() > end) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds))
  }
}
