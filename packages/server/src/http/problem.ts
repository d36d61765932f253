import { BaseError, CodedError } from '@fidecura/base'
import { ServerError, type ServerErrorCode } from '../errors.ts'

/** The status of HTTP that says each code. */
export const statuses: Readonly<Record<ServerErrorCode, number>> = {
  request_malformed: 400,
  request_too_large: 413,
  media_type_unsupported: 415,
  idempotency_key_missing: 400,
  idempotency_conflict: 409,
  idempotency_running: 409,
  rate_limited: 429,
  session_missing: 401,
  challenge_unknown: 422,
  credentials_not_held: 403,
  not_permitted: 403,
  not_found: 404,
  changed_meanwhile: 409,
  offer_code_wrong: 404,
  offer_state_wrong: 409,
  offer_digits_wrong: 422,
  record_enrolled: 409,
  staff_row_invalid: 422,
  staff_known: 409,
  staff_state_wrong: 409,
  approval_mismatch: 422,
  mandate_mismatch: 422,
  approver_not_second: 403,
  order_malformed: 422,
  order_expired: 409,
  order_state_wrong: 409,
  order_inapplicable: 422,
  administrator_not_named: 403,
  restore_unconfirmed: 503,
  custodian_unknown: 422,
  not_available: 403,
  settings_malformed: 500,
  host_unexpected: 421,
  not_configured: 501,
  not_ready: 503,
  accreditation_mismatch: 422,
  backup_malformed: 500,
  backup_failed: 503,
  backup_running: 409,
  backups_full: 507,
  restore_refused: 500,
  store_of_another: 500,
  listen_failed: 500,
  service_failed: 503,
}

/** RFC 9457, with our codes: no value of the request, nothing of what went on inside. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: string
  readonly outcome: 'failed' | 'unknown'
  readonly place?: string | undefined
}

/** What is said of an error. Of one that has no code nothing is, but that something failed. */
export function problemOf(error: unknown): Problem {
  if (!CodedError.is(error)) return problemOf(somethingFailed())
  const { code, outcome, place, message } = error
  const status = statusOf(error)
  const type = `urn:fidecura:error:${code}`
  return { type, title: message, status, code, outcome, ...(place ? { place } : {}) }
}

/** @param error - Of which the problem tells: when to come again stands in a header alone. */
export function responseOf(problem: Problem, error?: unknown): Response {
  const headers = {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...(problem.status === 429 ? { 'retry-after': `${secondsOf(error)}` } : {}),
    ...(problem.status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
  }
  const response = new Response(JSON.stringify(problem), { status: problem.status, headers })
  codes.set(response, problem.code)
  return response
}

function secondsOf(error: unknown): number {
  return (ServerError.is(error) ? error.retryAfterSeconds : undefined) ?? 10
}

const codes = new WeakMap<Response, string>()

/** Of a refusal that {@link responseOf} has made: for counting. */
export function codeOf(response: Response): string | undefined {
  return codes.get(response)
}

export function somethingFailed(): ServerError {
  return new ServerError('service_failed', 'Something failed here', { outcome: 'unknown' })
}

function statusOf(error: CodedError): number {
  if (ServerError.is(error)) return statuses[error.code]
  if (error.outcome === 'unknown') return 503
  if (BaseError.is(error)) return error.code === 'json_too_large' ? 413 : 400
  return 422
}
