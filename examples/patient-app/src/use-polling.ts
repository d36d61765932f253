import { useEffect, useRef } from 'react'

/** What is asked for again and again, and how often. */
export interface Polling {
  /** @returns Whether that was the last time. The signal is aborted once nobody waits for it any more. */
  readonly ask: (signal: AbortSignal) => Promise<boolean>
  readonly everyMilliseconds: number
  /** Told what went wrong, and that nothing is wrong any more; it is asked again all the same. */
  readonly setError: (error: unknown) => void
}

/**
 * Asks again and again, one after the other, until it is over or the screen is another one.
 *
 * @param about - What is waited for: another one begins anew, and nothing is asked without one.
 */
export function usePolling(about: string | undefined, polling: Polling): void {
  const latest = useRef(polling)
  latest.current = polling
  useEffect(() => {
    if (about === undefined) return
    const left = new AbortController()
    const poll = async () => {
      while (!left.signal.aborted) {
        const { ask, everyMilliseconds, setError } = latest.current
        try {
          if (await ask(left.signal)) return
          setError(undefined)
        } catch (error) {
          setError(error)
        }
        await new Promise((resolve) => setTimeout(resolve, everyMilliseconds))
      }
    }
    void poll()
    return () => left.abort()
  }, [about])
}
