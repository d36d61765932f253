import { CodedError } from '@fidecura/base'
import { CredentialError, type CredentialErrorCode } from './errors.ts'

/**
 * Says in which token an error arose, beside where in it.
 *
 * @param error - Anything but a coded error is a fault of the program and goes on.
 * @param token - Such as `/chain/2` or `/licence`.
 */
export function placed(error: unknown, token: string): CredentialError {
  if (!CodedError.is(error)) throw error
  const { place } = error
  const inside = place === undefined || place === '' || place.startsWith('/') ? place : `/${place}`
  return asCredentialError(error, `${token}${inside ?? ''}`)
}

/** Keeps the code, which may be one of the packages below: it is the most specific one. */
export function asCredentialError(
  error: CodedError,
  place: string | undefined = error.place,
): CredentialError {
  if (error instanceof CredentialError && error.place === place) return error
  return new CredentialError(error.code as CredentialErrorCode, error.message, {
    outcome: error.outcome,
    cause: error,
    place,
  })
}
