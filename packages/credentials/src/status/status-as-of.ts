import type { EpochSeconds } from '@fidecura/base'
import type { StatusChange } from './status-history.ts'
import type { StatusReading, StatusValue } from './status-reading.ts'

/** What list and history together say about one instant. */
export interface StatusAsOf extends StatusReading {
  /** At that instant, as it is judged now: a revocation may reach back before it was decided. */
  readonly value: StatusValue
  /** What the list says at present. */
  readonly current: StatusValue
  /**
   * The first instant from which it was ever suspended or revoked, also if that was lifted since; a
   * time that only the signer claims proves nothing once this is set. Absent: it never was.
   */
  readonly firstBadAt?: EpochSeconds
  /** The first instant after the one asked about from which it was bad. Absent: there is none so far. */
  readonly nextBadAt?: EpochSeconds
  /** Reason code of the change that decides `value`, if it has one. */
  readonly reason?: string
}

/** The part of {@link StatusAsOf} that the changes of one entry tell. */
export type ReadPast = Pick<StatusAsOf, 'value' | 'firstBadAt' | 'nextBadAt' | 'reason'>

/**
 * Every change to `suspended` or `revoked` covers the time from its `invalidFrom` to the next
 * change; where two cover an instant, the worse one counts.
 *
 * @param changes - Of one entry, as `parseStatusHistory` ordered them.
 */
export function readPast(changes: readonly StatusChange[], at: EpochSeconds): ReadPast {
  let deciding: StatusChange | undefined
  let firstBadAt: EpochSeconds | undefined
  let nextBadAt: EpochSeconds | undefined
  for (const [position, change] of changes.entries()) {
    if (change.value === 'valid') continue
    const from = change.invalidFrom ?? change.at
    if (firstBadAt === undefined || from < firstBadAt) firstBadAt = from
    if (from > at && (nextBadAt === undefined || from < nextBadAt)) nextBadAt = from
    const until = changes[position + 1]?.at ?? Number.POSITIVE_INFINITY
    if (from <= at && at < until && deciding?.value !== 'revoked') deciding = change
  }
  return {
    value: deciding?.value ?? 'valid',
    ...(firstBadAt === undefined ? {} : { firstBadAt }),
    ...(nextBadAt === undefined ? {} : { nextBadAt }),
    ...(deciding?.reason === undefined ? {} : { reason: deciding.reason }),
  }
}

/**
 * Whether a list made at `listIssuedAt` may say `value`. Changes within the very second of its
 * making may have come before or after it.
 */
export function agrees(
  changes: readonly StatusChange[],
  value: StatusValue,
  listIssuedAt: EpochSeconds,
): boolean {
  let last: StatusValue = 'valid'
  const during: StatusValue[] = []
  for (const change of changes) {
    if (change.at < Math.floor(listIssuedAt)) last = change.value
    else if (change.at < Math.floor(listIssuedAt) + 1) during.push(change.value)
  }
  return value === last || during.includes(value)
}
