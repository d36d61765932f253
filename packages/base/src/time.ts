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

const dateTimeStamp =
  /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.\d{1,9})?(?:Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))$/

/**
 * Reads a date-time that names its zone. xsd:dateTimeStamp; VCDM 2.0 §4.9.
 *
 * @throws {@link BaseError} `instant_malformed`, also for days that no calendar has.
 */
export function parseDateTime(text: unknown): EpochSeconds {
  const match = typeof text === 'string' ? dateTimeStamp.exec(text) : null
  if (match !== null) {
    const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as Six
    const fields = new Date(Date.UTC(year, month - 1, day, hour, minute, second))
    fields.setUTCFullYear(year)
    // A field out of its range carries over into the next one.
    const same =
      fields.getUTCMonth() === month - 1 &&
      fields.getUTCDate() === day &&
      fields.getUTCHours() === hour &&
      fields.getUTCMinutes() === minute &&
      fields.getUTCSeconds() === second
    if (same) return epochSeconds(Date.parse(text as string) / 1000)
  }
  throw new BaseError('instant_malformed', 'Not a date-time with a zone')
}

type Six = [number, number, number, number, number, number]

/** `2026-11-22T09:41:00Z`; a fraction is cut off. RFC 3339. */
export function formatDateTime(instant: EpochSeconds): string {
  return `${new Date(Math.floor(instant) * 1000).toISOString().slice(0, 19)}Z`
}
