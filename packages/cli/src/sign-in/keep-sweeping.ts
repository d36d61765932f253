import { type Clock, CodedError, formatDateTime, type JsonObject } from '@fidecura/base'
import type { SweptSignIns } from '@fidecura/bridge'
import type { OpenSignIn } from './open-sign-in.ts'

/** How the last sweep went. */
interface SweepState {
  readonly swept: SweptSignIns
  /** When it was done. Absent: never yet. */
  readonly at: number | undefined
}

/** Sweeps one bridge until it is stopped. */
export interface Sweeping {
  readonly state: () => SweepState
  /** Resolves once the last sweep has ended. */
  stop(): Promise<void>
}

export interface SweepingOptions {
  readonly clock: Clock
  /** Takes a line, about nobody. */
  readonly log: (line: string) => void
  /** Default 15,000. */
  readonly everyMilliseconds?: number
}

/** So that what fails is tried again as often as it takes for 60 seconds, and not more. */
const maxFactor = 4

/**
 * Ends the sign-ins of those whose credentials do not hold any more, every 15 seconds. After a failure it waits twice as
 * long, and at most a minute. Processes that share a store may all do so: whoever ends a sign-in first has ended it.
 */
export function keepSweeping(
  { hospital, bridge }: Pick<OpenSignIn, 'hospital' | 'bridge'>,
  { clock, log, everyMilliseconds = 15_000 }: SweepingOptions,
): Sweeping {
  let state: SweepState = { swept: { live: 0, ended: 0, untold: 0 }, at: undefined }
  let factor = 1
  let isStopped = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const say = (level: 'warn' | 'error', more: JsonObject): void => {
    const line = { time: formatDateTime(clock()), level, tenant: hospital, task: 'sign_in_sweep' }
    log(`${JSON.stringify({ ...line, ...more })}\n`)
  }

  const sweep = async (): Promise<void> => {
    try {
      const { untold } = state.swept
      state = { swept: await bridge.sweep(), at: clock() }
      factor = 1
      // Once for each number, and not every 15 seconds.
      if (state.swept.untold > untold) say('warn', { untold: state.swept.untold })
    } catch (error) {
      factor = Math.min(factor * 2, maxFactor)
      const code = CodedError.is(error) ? error.code : 'service_failed'
      say('error', { code, retrySeconds: (everyMilliseconds * factor) / 1000 })
    }
    if (!isStopped) timer = setTimeout(begin, everyMilliseconds * factor)
  }
  let running = Promise.resolve()
  const begin = (): void => {
    running = sweep()
  }
  begin()

  return {
    state: () => state,
    async stop() {
      isStopped = true
      clearTimeout(timer)
      await running
    },
  }
}
