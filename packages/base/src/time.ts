import type { Brand } from './brand.ts'
import { BaseError } from './errors.ts'

/** Seconds since 1970-01-01T00:00:00Z, leap seconds not counted. Finite; may carry a fraction. RFC 7519 §2. */
export type EpochSeconds = Brand<number, 'EpochSeconds'>

/** Where `at` and `now` come from when a verifier is made with one. */
export type Clock = () => EpochSeconds

/** How far two honest clocks may differ. For proof `iat` alone: periods and expiry are exact. */
export const allowedSkewSeconds = 60

// 9999-12-31T23:59:59Z, the last instant that RFC 3339 can write.
const lastInstant = 253_402_300_799

/**
 * Vouches for a number of seconds: finite, not negative, not past the year 9999.
 *
 * @throws {@link BaseError} `instant_malformed`.
 */
export function epochSeconds(seconds: unknown): EpochSeconds {
  if (typeof seconds === 'number' && seconds >= 0 && seconds <= lastInstant) {
    return seconds as EpochSeconds
  }
  throw new BaseError('instant_malformed', 'Not an instant in seconds since the epoch')
}

// Every field within its range, so that only the length of a month is left to look at.
const dateTimeStamp =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))$/

/**
 * Reads a date-time that names its zone. xsd:dateTimeStamp; VCDM 2.0 §4.9.
 *
 * @throws {@link BaseError} `instant_malformed`, also for days that no calendar has.
 */
export function parseDateTime(text: unknown): EpochSeconds {
  if (typeof text === 'string' && dateTimeStamp.test(text) && isInMonth(text)) {
    return epochSeconds(Date.parse(text) / 1000)
  }
  throw new BaseError('instant_malformed', 'Not a date-time with a zone')
}

function isInMonth(text: string): boolean {
  const day = Number(text.slice(8, 10))
  if (day <= 28) return true
  const month = Number(text.slice(5, 7))
  if (month !== 2) return day <= (shortMonths.includes(month) ? 30 : 31)
  const year = Number(text.slice(0, 4))
  return day === 29 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}

const shortMonths: readonly number[] = [4, 6, 9, 11]

/** `2026-11-22T09:41:00Z`; a fraction is cut off. RFC 3339. */
export function formatDateTime(instant: EpochSeconds): string {
  return `${new Date(Math.floor(instant) * 1000).toISOString().slice(0, 19)}Z`
}
