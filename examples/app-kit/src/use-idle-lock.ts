import { systemClock } from '@fidecura/base'
import { useEffect, useRef } from 'react'

/** How long nobody has to touch an app before it forgets the key. */
export const idleSeconds = 600

/** Tells by the clock of the day whether nobody was there for too long. */
export interface IdleWatch {
  /** Somebody is there: counted anew, unless it was too late already. */
  touch(): void
  /** @returns Whether it is too late. */
  look(): boolean
}

/**
 * By the clock of the day, since timers and `performance.now` stand still while a device sleeps.
 *
 * @param clock - Seconds since the epoch.
 */
export function createIdleWatch(clock: () => number): IdleWatch {
  let touchedAt = clock()
  // A clock that went back tells nothing of how long it was.
  const look = () => Math.abs(clock() - touchedAt) >= idleSeconds
  return {
    look,
    touch() {
      if (!look()) touchedAt = clock()
    },
  }
}

// No scroll: pages do that by themselves.
const touches = ['pointerdown', 'keydown', 'wheel'] as const
/** Whatever comes first when a device wakes, or when a page comes out of the history. */
const wakings = ['focus', 'pageshow', 'resume', 'visibilitychange'] as const
const lookMilliseconds = 5_000

/** Locks what was left alone: looked at by a timer, at each touch before it counts, and when the device wakes. */
export function useIdleLock(lock: (() => void) | undefined): void {
  const latest = useRef(lock)
  latest.current = lock
  const isOpen = lock !== undefined
  useEffect(() => {
    if (!isOpen) return
    const watch = createIdleWatch(systemClock)
    let isOver = false
    const look = () => {
      if (!isOver && watch.look()) latest.current?.()
    }
    const touch = () => {
      look()
      watch.touch()
    }
    const timer = setInterval(look, lookMilliseconds)
    const passive = { capture: true, passive: true }
    for (const sign of touches) addEventListener(sign, touch, passive)
    for (const sign of wakings) {
      addEventListener(sign, look)
      document.addEventListener(sign, look)
    }
    return () => {
      isOver = true
      clearInterval(timer)
      for (const sign of touches) removeEventListener(sign, touch, passive)
      for (const sign of wakings) {
        removeEventListener(sign, look)
        document.removeEventListener(sign, look)
      }
    }
  }, [isOpen])
}
