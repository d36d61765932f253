import { type EpochSeconds, encodeUtf8 } from '@fidecura/base'
import { IdentityError } from '../errors.ts'
import type { PinLock } from './key-record.ts'
import { subtle } from './key-wrapping.ts'

// What OWASP asks of PBKDF2 with SHA-512 (2023): 210,000. About 0.2 s on a laptop.
export const pinIterations = 210_000

const freeFailures = 5
const firstDelaySeconds = 30
const longestDelaySeconds = 86_400
// Whoever has the device in hand sets its clock, so waiting alone would stop nobody for ever.
const mostFailures = 20

/**
 * A text that has bytes: halves of characters have none, so that all of them would be one PIN.
 *
 * @throws {@link IdentityError} `browser_key_pin_malformed`.
 */
export function assertPinText(pin: unknown): asserts pin is string {
  if (typeof pin !== 'string' || /\p{Surrogate}/u.test(pin)) {
    throw new IdentityError('browser_key_pin_malformed', 'Not a text')
  }
}

/**
 * At least six characters, neither one repeated nor a run up or down such as 123456.
 *
 * @throws {@link IdentityError} `browser_key_pin_weak`, `browser_key_pin_malformed`.
 */
export function assertStrongPin(pin: string): void {
  assertPinText(pin)
  const points = Array.from(pin.normalize('NFC'), (character) => character.codePointAt(0) ?? 0)
  const step = (points[1] ?? 0) - (points[0] ?? 0)
  const isRun =
    Math.abs(step) <= 1 && points.every((p, i) => i === 0 || p - (points[i - 1] ?? 0) === step)
  if (points.length < 6 || points.length > 1024 || isRun) {
    throw new IdentityError('browser_key_pin_weak', 'At least six characters, and no run of them')
  }
}

/** What a PIN is stretched to. The one spelling of a text counts, whatever keyboard it came from. */
export async function stretchPin(
  pin: string,
  { salt, iterations }: Pick<PinLock, 'salt' | 'iterations'>,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = encodeUtf8(pin.normalize('NFC')) as Uint8Array<ArrayBuffer>
  const key = await subtle().importKey('raw', bytes, 'PBKDF2', false, ['deriveBits'])
  bytes.fill(0)
  const parameters = { name: 'PBKDF2', hash: 'SHA-512', salt, iterations }
  return new Uint8Array(await subtle().deriveBits(parameters, key, 256))
}

/** What becomes of the lock when a PIN is about to be tried, and why it may not be. */
export interface Attempt {
  readonly lock: PinLock
  readonly refused?: IdentityError
}

/**
 * Counts an attempt before it is made, so that many at once, or a page that is closed in time, are
 * counted like any other. Whoever succeeds takes it back.
 *
 * A clock that is set back, or was ahead before, makes nobody wait longer than the delay.
 */
export function chargeAttempt(counted: PinLock, now: EpochSeconds): Attempt {
  const lock = counted.failedAt > now ? { ...counted, failedAt: now } : counted
  if (lock.failures >= mostFailures) return { lock, refused: locked(undefined) }
  const until = lockedUntil(lock)
  if (until !== undefined && now < until) return { lock, refused: locked(until) }
  return { lock: { ...lock, failures: lock.failures + 1, failedAt: now } }
}

/** Undefined if a PIN may be tried at once. */
export function lockedUntil({ failures, failedAt }: PinLock): EpochSeconds | undefined {
  if (failures < freeFailures) return undefined
  const delay = firstDelaySeconds * 2 ** (failures - freeFailures)
  return (failedAt + Math.min(delay, longestDelaySeconds)) as EpochSeconds
}

/** Whether no PIN opens the key any more. */
export function isLockedForGood({ failures }: PinLock): boolean {
  return failures >= mostFailures
}

function locked(until: EpochSeconds | undefined): IdentityError {
  const message =
    until === undefined
      ? 'Too many wrong PINs: no PIN opens this key any more'
      : 'Too many wrong PINs: wait'
  return new IdentityError('browser_key_locked', message, { until })
}
