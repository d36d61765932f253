import { abortedError, untilAborted } from '@fidecura/base'

/** One piece of work that several callers wait for, each with a signal of their own. */
export interface SharedFlight<T> {
  /**
   * Rejects with `aborted` (unknown) when this caller's signal fires; the others wait on.
   *
   * @param signal - Has not fired yet.
   */
  join(signal: AbortSignal | undefined): Promise<T>
}

/** @param run - Told by the signal once the last of those who wait has gone. Whoever starts joins. */
export function startFlight<T>(run: (signal: AbortSignal) => Promise<T>): SharedFlight<T> {
  const controller = new AbortController()
  const work = run(controller.signal)
  let waiting = 0
  return {
    join(signal) {
      waiting++
      // Without a signal a caller waits to the end, so the count never falls to zero.
      if (signal === undefined) return work
      return untilAborted(work, signal, () => {
        if (--waiting === 0) controller.abort()
        return abortedError()
      })
    },
  }
}
