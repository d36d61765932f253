import { CodedError } from '@fidecura/base'
import type { Decision } from '@fidecura/consent'
import type { StepName } from './messages.ts'

/** One line of the account. An attack that is refused as it should be is `ok`. */
export type StoryStep = {
  readonly name: StepName
  readonly outcome: 'ok' | 'failed'
  /** With which code it was refused, what was decided, or why it failed. */
  readonly code?: string
  /** Where it failed, as a JSON Pointer or the name of a part. */
  readonly place?: string
  readonly ms: number
}

export interface Recorder {
  readonly steps: readonly StoryStep[]
  /** Runs one step. A failure is written down and ends the story. */
  step<T>(name: StepName, act: () => Promise<T>): Promise<T>
  /** Runs one attack: `ok` if it is refused with this very code, and with no other. */
  refused(name: StepName, code: string, act: () => Promise<unknown>): Promise<void>
  /** Runs one decision, and writes down which one it is: `ok` if any, or the one expected. */
  decided(
    name: StepName,
    act: () => Promise<Decision>,
    expected?: Decision['kind'],
  ): Promise<Decision>
  /** Takes over what another process recorded. */
  add(step: StoryStep): void
}

/** @param told - Called after each step, with why it failed in English, where that is known. */
export function createRecorder(
  milliseconds: () => number,
  told: (step: StoryStep, reason?: string) => void,
): Recorder {
  const steps: StoryStep[] = []
  // A thousandth of a millisecond is more than a clock can tell.
  const since = (start: number): number => Math.round((milliseconds() - start) * 1000) / 1000
  const record = (step: StoryStep, reason?: string): void => {
    steps.push(step)
    told(step, reason)
  }
  return {
    steps,
    add: (step) => record(step),
    async step(name, act) {
      const start = milliseconds()
      try {
        const value = await act()
        record({ name, outcome: 'ok', ms: since(start) })
        return value
      } catch (error) {
        const reason = CodedError.is(error) ? error.message : undefined
        record({ name, outcome: 'failed', ...whereOf(error), ms: since(start) }, reason)
        throw error
      }
    },
    async decided(name, act, expected) {
      const start = milliseconds()
      const decision = await act()
      const { kind } = decision
      const outcome = expected === undefined || kind === expected ? 'ok' : 'failed'
      record({ name, outcome, code: kind, ms: since(start) })
      return decision
    },
    async refused(name, expected, act) {
      const start = milliseconds()
      const code = await act().then(() => 'accepted', codeOf)
      const outcome = code === expected ? 'ok' : 'failed'
      record({ name, outcome, code, ms: since(start) })
    },
  }
}

function whereOf(error: unknown): Pick<StoryStep, 'code' | 'place'> {
  const place = CodedError.is(error) ? error.place : undefined
  return { code: codeOf(error), ...(place === undefined ? {} : { place }) }
}

function codeOf(error: unknown): string {
  return CodedError.is(error) ? error.code : 'internal_error'
}
