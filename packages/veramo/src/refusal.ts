import { CodedError, type Outcome } from '@fidecura/base'

/** Veramo's way to say no, with all of ours in it. */
export type Refusal = {
  readonly verified: false
  /** `unknown`: it could not be looked at, so it counts as not good, yet trying again may help. */
  readonly outcome: Outcome
  readonly error: {
    /** Of any package of ours. */
    readonly errorCode: string
    /** Prose. */
    readonly message: string
    readonly place?: string
  }
}

/** Anything but our own coded errors is a fault of the program and goes on. */
export function refusalOf(error: unknown): Refusal {
  if (!CodedError.is(error)) throw error
  const { code, message, outcome, place } = error
  const reason = place === undefined ? {} : { place }
  return Object.freeze({
    verified: false,
    outcome,
    error: Object.freeze({ errorCode: code, message, ...reason }),
  })
}
