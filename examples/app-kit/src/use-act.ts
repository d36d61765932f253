import { useState } from 'react'

/** Something that a button does: whether it is being done, and what went wrong the last time. */
export interface Act {
  readonly isRunning: boolean
  readonly error: unknown
  /** For what goes wrong elsewhere on the same screen, and is to be read in the same place. */
  readonly setError: (error: unknown) => void
  /** Runs it unless it runs already, and tells whether it went well. */
  readonly run: (work: () => Promise<void>) => Promise<boolean>
}

export function useAct(): Act {
  const [isRunning, setRunning] = useState(false)
  const [error, setError] = useState<unknown>()
  const run = async (work: () => Promise<void>) => {
    if (isRunning) return false
    setRunning(true)
    setError(undefined)
    try {
      await work()
      return true
    } catch (problem) {
      setError(problem)
      return false
    } finally {
      setRunning(false)
    }
  }
  return { isRunning, error, setError, run }
}
