import { useCallback, useEffect, useRef, useState } from 'react'

/** Something that comes from the service, as a screen has it. */
export type Loaded<T> =
  | { readonly state: 'loading'; readonly value?: T }
  | { readonly state: 'ready'; readonly value: T }
  | { readonly state: 'failed'; readonly error: unknown; readonly value?: T }

/**
 * Loads when the screen opens, and again when it is told to; what was there stays until then.
 *
 * @param load - Must not change from one drawing to the next.
 * @param everySeconds - Again and again, while the page is looked at.
 */
export function useLoaded<T>(
  load: () => Promise<T>,
  everySeconds?: number,
): readonly [Loaded<T>, () => Promise<void>] {
  const [loaded, setLoaded] = useState<Loaded<T>>({ state: 'loading' })
  const latest = useRef(0)
  const reload = useCallback(async () => {
    const turn = ++latest.current
    try {
      const value = await load()
      if (turn === latest.current) setLoaded({ state: 'ready', value })
    } catch (error) {
      if (turn !== latest.current) return
      setLoaded(({ value }) => ({
        state: 'failed',
        error,
        ...(value !== undefined && { value }),
      }))
    }
  }, [load])
  useEffect(() => {
    void reload()
    return () => {
      latest.current++
    }
  }, [reload])
  useEffect(() => {
    if (everySeconds === undefined) return
    const look = () => {
      if (document.visibilityState === 'visible') void reload()
    }
    const timer = setInterval(look, everySeconds * 1000)
    // Whoever comes back from another window wants to see what has happened meanwhile, and does not wait for it.
    document.addEventListener('visibilitychange', look)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', look)
    }
  }, [everySeconds, reload])
  return [loaded, reload]
}
