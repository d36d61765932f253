import { useEffect, useRef } from 'react'

const idleSeconds = 600

/** Locks when nobody has touched the machine for ten minutes: others pass by a desk. */
export function useIdleLock(lock: () => void): void {
  const latest = useRef(lock)
  latest.current = lock
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const restart = () => {
      clearTimeout(timer)
      timer = setTimeout(() => latest.current(), idleSeconds * 1000)
    }
    const signs = ['pointerdown', 'keydown'] as const
    for (const sign of signs) addEventListener(sign, restart)
    restart()
    return () => {
      clearTimeout(timer)
      for (const sign of signs) removeEventListener(sign, restart)
    }
  }, [])
}
