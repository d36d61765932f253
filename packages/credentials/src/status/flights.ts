import { untilAborted } from '@fidecura/base'
import { CredentialError } from '../errors.ts'

/** Calls for the same thing at the same time become one. */
export interface Flights<T> {
  /**
   * @param signal - Ends the caller's waiting alone: others may wait for the same answer.
   * @throws {@link CredentialError} `status_unreachable` (unknown) once the signal is aborted.
   */
  share(key: string, start: () => Promise<T>, signal: AbortSignal | undefined): Promise<T>
}

export function createFlights<T>(): Flights<T> {
  const flying = new Map<string, Promise<T>>()
  return {
    share(key, start, signal) {
      const joined = flying.get(key)
      if (joined !== undefined) return untilAborted(joined, signal, stopped)
      const flight = start().finally(() => flying.delete(key))
      flying.set(key, flight)
      return untilAborted(flight, signal, stopped)
    },
  }
}

function stopped(): CredentialError {
  return new CredentialError('status_unreachable', 'Stopped by the caller', { outcome: 'unknown' })
}
