import { CodedError } from '@fidecura/base'
import { Pkcs11Error, type Pkcs11ErrorCode } from './errors.ts'

type Failure = readonly [Pkcs11ErrorCode, string]

const removed: Failure = ['token_lost', 'The token is not there']
const ended: Failure = ['session_lost', 'The session ended']
const wrongPin: Failure = ['pin_wrong', 'Not the PIN of this token']
const noPin: Failure = ['pin_not_set', 'The token wants a new PIN to be set']
const unsupported: Failure = ['mechanism_unsupported', 'The token does not have this algorithm']

/** By the number of CKR_…; PKCS#11 3.0, pkcs11t.h. */
const failures: Readonly<Record<number, Failure>> = {
  3: removed, // SLOT_ID_INVALID
  48: removed, // DEVICE_ERROR
  50: removed, // DEVICE_REMOVED
  96: ended, // KEY_HANDLE_INVALID
  112: unsupported, // MECHANISM_INVALID
  113: unsupported, // MECHANISM_PARAM_INVALID
  130: ended, // OBJECT_HANDLE_INVALID
  160: wrongPin, // PIN_INCORRECT
  161: wrongPin, // PIN_INVALID
  162: wrongPin, // PIN_LEN_RANGE
  163: noPin, // PIN_EXPIRED
  164: ['pin_locked', 'The token takes no PIN any more'],
  176: ended, // SESSION_CLOSED
  179: ended, // SESSION_HANDLE_INVALID
  224: removed, // TOKEN_NOT_PRESENT
  225: removed, // TOKEN_NOT_RECOGNIZED
  257: ended, // USER_NOT_LOGGED_IN
  258: noPin, // USER_PIN_NOT_INITIALIZED
  320: unsupported, // CURVE_NOT_SUPPORTED
  400: ended, // CRYPTOKI_NOT_INITIALIZED
  401: ['library_in_use', 'Something else in this process uses the library'],
}

const unknown: ReadonlySet<Pkcs11ErrorCode> = new Set([
  'token_lost',
  'session_lost',
  'token_failed',
])

/** Says in our words what the library reported; its own text is dropped. */
export function failureOf(error: unknown): Pkcs11Error {
  if (Pkcs11Error.is(error)) return error
  const [code, message] = failures[returnValueOf(error) ?? -1] ?? [
    'token_failed',
    'The token failed',
  ]
  return new Pkcs11Error(code, message, unknown.has(code) ? { outcome: 'unknown' } : {})
}

/** The number of CKR_…, if the error is one of the library's. */
export function returnValueOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || CodedError.is(error)) return undefined
  // Some calls of pkcs11js put the number into the text alone.
  const { message } = error as { readonly message?: unknown }
  const { code } = error as { readonly code?: unknown }
  if (typeof code === 'number' && code > 0) return code
  const [, digits] = /\bCKR_[A-Z\d_]+:(\d+)/.exec(String(message)) ?? []
  return digits === undefined ? undefined : Number(digits)
}

/** Makes a call, and speaks of its failure in our words. */
export function attempt<Result>(call: () => Result): Result {
  try {
    return call()
  } catch (error) {
    throw failureOf(error)
  }
}
