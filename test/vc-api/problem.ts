import { CodedError, type JsonObject } from '@fidecura/base'

/** RFC 9457, with the types that VCDM 2.0 §7.1 and Data Integrity 1.0 §4.7 name. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  /** Our code; never a value. */
  readonly detail: string
}

/** An answer of the adapter. */
export interface Answer {
  readonly status: number
  readonly body: JsonObject
}

const model = 'https://www.w3.org/TR/vc-data-model#'
const titles = {
  CRYPTOGRAPHIC_SECURITY_ERROR: 'The proof or signature does not hold',
  MALFORMED_VALUE_ERROR: 'Not of the form that it must have',
  PARSING_ERROR: 'Cannot be read',
  STATUS_VERIFICATION_ERROR: 'Its status does not hold or could not be learnt',
  VALIDITY_PERIOD_ERROR: 'Outside of its period',
} as const

/** @param place - A JSON Pointer. */
export function problemOf(code: string, place?: string, status = 400): Problem {
  const name = nameOf(code)
  const detail = place === undefined || place === '' ? code : `${code} at ${place}`
  return { type: `${model}${name}`, title: titles[name], status, detail }
}

export function refusal(status: number, ...problems: readonly Problem[]): Answer {
  const problemDetails = problems as readonly unknown[] as readonly JsonObject[]
  return { status, body: { verified: false, problemDetails, errors: problemDetails } }
}

/** Anything but a coded error is a fault of the program. */
export function refusalOf(error: unknown): Answer {
  if (!CodedError.is(error)) throw error
  return refusal(400, problemOf(error.code, error.place))
}

function nameOf(code: string): keyof typeof titles {
  if (/^(?:json|utf8)_/.test(code)) return 'PARSING_ERROR'
  if (code.startsWith('status_')) return 'STATUS_VERIFICATION_ERROR'
  if (/_(?:expired|not_yet_valid)$/.test(code)) return 'VALIDITY_PERIOD_ERROR'
  if (/^(?:proof_(?!malformed)|jws_(?!malformed)|key_|did_)/.test(code)) {
    return 'CRYPTOGRAPHIC_SECURITY_ERROR'
  }
  return 'MALFORMED_VALUE_ERROR'
}
