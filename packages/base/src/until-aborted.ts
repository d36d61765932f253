import { BaseError } from './errors.ts'

/**
 * Waits for work, and no longer than the caller wants to. The work itself goes on: that is for those who
 * can stop it, or for others who wait for the same.
 *
 * @param stopped - Makes the error for this caller when the signal fires. Default: `aborted`, unknown.
 * @returns Rejects with that error, or as the work does.
 */
export function untilAborted<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
  stopped: () => Error = abortedError,
): Promise<T> {
  if (signal === undefined) return work
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(stopped())
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}

/** What is thrown to a caller whose signal has fired: `aborted`, unknown. */
export function abortedError(): BaseError {
  return new BaseError('aborted', 'Stopped by the caller', { outcome: 'unknown' })
}
