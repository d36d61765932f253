import { type Clock, type EpochSeconds, epochSeconds } from '@fidecura/base'

export interface TestClock {
  /** What a verifier, register or signer takes as its clock. */
  readonly now: Clock
  advance(seconds: number): EpochSeconds
}

/** A clock that stands still until it is moved, backwards included. Whole seconds. */
export function createTestClock(start: EpochSeconds): TestClock {
  let current = start
  return {
    now: () => current,
    advance: (seconds) => {
      current = epochSeconds(current + seconds)
      return current
    },
  }
}
