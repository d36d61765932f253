import { CodedError } from '@fidecura/base'

/** One line of the account. An attack that is refused as it should be is `ok`. */
export interface StoryStep {
  readonly name: string
  readonly outcome: 'ok' | 'failed'
  /** With which code it was refused, or why it failed. */
  readonly code?: string
  readonly ms: number
}

export interface Recorder {
  readonly steps: readonly StoryStep[]
  /** Runs one step. A failure is written down and ends the story. */
  step<T>(name: string, act: () => Promise<T>): Promise<T>
  /** Runs one attack: `ok` if it is refused with this very code, and with no other. */
  refused(name: string, code: string, act: () => Promise<unknown>): Promise<void>
}

/** @param told - Called after each step. */
export function createRecorder(
  milliseconds: () => number,
  told: (step: StoryStep) => void,
): Recorder {
  const steps: StoryStep[] = []
  const record = (step: StoryStep): void => {
    steps.push(step)
    told(step)
  }
  return {
    steps,
    async step(name, act) {
      const start = milliseconds()
      try {
        const value = await act()
        record({ name, outcome: 'ok', ms: milliseconds() - start })
        return value
      } catch (error) {
        const code = codeOf(error)
        record({ name, outcome: 'failed', code, ms: milliseconds() - start })
        throw error
      }
    },
    async refused(name, expected, act) {
      const start = milliseconds()
      const code = await act().then(() => 'accepted', codeOf)
      const outcome = code === expected ? 'ok' : 'failed'
      record({ name, outcome, code, ms: milliseconds() - start })
    },
  }
}

function codeOf(error: unknown): string {
  return CodedError.is(error) ? error.code : 'internal_error'
}
