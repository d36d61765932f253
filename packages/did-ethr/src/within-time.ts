import { BaseError } from '@fidecura/base'
import { DidEthrError } from './errors.ts'

/** When to stop waiting. */
export interface TimeLimit {
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
}

/**
 * Waits no longer than the caller, or the limit, allows: nodes and wallets of others may not heed a signal.
 *
 * @throws BaseError `aborted` (unknown); {@link DidEthrError} `node_timeout` (unknown); what `run` throws.
 */
export async function withinTime<T>(
  { timeoutMs, signal }: TimeLimit,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController()
  let stop = (): void => undefined
  const stopped = new Promise<never>((_, reject) => {
    stop = () => {
      const outcome = { outcome: 'unknown' } as const
      reject(
        signal?.aborted === true
          ? new BaseError('aborted', 'Stopped by the caller', outcome)
          : new DidEthrError('node_timeout', 'No whole answer in time', outcome),
      )
      controller.abort()
    }
  })
  const timer = setTimeout(stop, timeoutMs)
  signal?.addEventListener('abort', stop, { once: true })
  try {
    if (signal?.aborted === true) {
      stop()
      return await stopped
    }
    // The first to settle: what was stopped may still fail in its own words.
    return await Promise.race([stopped, run(controller.signal)])
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', stop)
  }
}
