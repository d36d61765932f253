import { systemClock } from '@fidecura/base'
import { useEffect, useRef } from 'react'

const idleSeconds = 600

/**
 * Locks when nobody has touched the machine for ten minutes: others pass by a desk. By the clock of the day,
 * since timers stand still while a machine sleeps, and looked at before anybody sees the page again.
 */
export function useIdleLock(lock: () => void): void {
  const latest = useRef(lock)
  latest.current = lock
  useEffect(() => {
    let touchedAt = systemClock()
    const look = () => {
      // A clock that went back tells nothing of how long it was.
      const isIdle = Math.abs(systemClock() - touchedAt) >= idleSeconds
      if (isIdle) latest.current()
      return isIdle
    }
    const touch = () => {
      if (!look()) touchedAt = systemClock()
    }
    const timer = setInterval(look, 5000)
    const signs = ['pointerdown', 'keydown'] as const
    for (const sign of signs) addEventListener(sign, touch, true)
    document.addEventListener('visibilitychange', look)
    return () => {
      clearInterval(timer)
      for (const sign of signs) removeEventListener(sign, touch, true)
      document.removeEventListener('visibilitychange', look)
    }
  }, [])
}
