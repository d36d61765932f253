import type { EpochSeconds } from '@fidecura/base'
import { ConsentError } from '../errors.ts'
import { maxStatements } from '../register-word.ts'
import type { StatementKind } from '../statement-set.ts'
import { notesOf } from './register-entry.ts'
import type { RegisterEntry } from './register-store.ts'

/** What there may be of something. */
interface Room {
  readonly entries: number
  /** Characters of tokens and evidence. */
  readonly length: number
}

// One key fills an eighth of a record, so that its thief leaves room for the key that comes after; and
// consents leave room for what forbids, or a record that is full could not be closed.
const keyRoom: Readonly<Record<'consent' | 'other', Room>> = {
  consent: { entries: 384, length: 12_582_912 },
  other: { entries: 512, length: 16_777_216 },
}
const recordRoom: Readonly<Record<'consent' | 'other', number>> = {
  consent: (maxStatements / 4) * 3,
  other: maxStatements,
}
/** Withdrawals by one key of statements that are not there. */
const maxAhead = 64
/** Of witnesses and clinicians, beside one statement. */
const maxSignatures = 8
/** Requests for emergency access by one key, in a day. */
const maxEmergencies = 16

/** @throws ConsentError `record_full`. */
export function assertRoom(
  entries: readonly RegisterEntry[],
  kind: StatementKind,
  key: string,
): void {
  const as = kind === 'consent' ? 'consent' : 'other'
  const statements = entries.filter((entry) => entry.kind === 'statement')
  const own = statements.filter((entry) => notesOf(entry).key === key)
  const length = own.reduce((sum, { token, evidence }) => {
    return sum + (token?.length ?? 0) + (evidence?.length ?? 0)
  }, 0)
  const isFull =
    statements.length >= recordRoom[as] ||
    own.length >= keyRoom[as].entries ||
    length >= keyRoom[as].length
  if (isFull) throw full()
}

/**
 * Whether somebody may still take back what has not come in yet.
 *
 * @throws ConsentError `record_full`.
 */
export function assertRoomAhead(entries: readonly RegisterEntry[], key: string): void {
  const statements = entries.filter(({ kind }) => kind === 'statement').length
  const own = entries.filter((entry) => entry.kind === 'withdrawal' && notesOf(entry).key === key)
  if (own.length >= statements + maxAhead) throw full()
}

/**
 * Whether one key may still ask for one record in an emergency: each such request is a notice to the patient.
 *
 * @throws ConsentError `record_full`.
 */
export function assertRoomForEmergency(
  entries: readonly RegisterEntry[],
  key: string,
  now: EpochSeconds,
): void {
  const own = entries.filter(
    (entry) =>
      entry.kind === 'notice' &&
      entry.token !== undefined &&
      notesOf(entry).key === key &&
      now - entry.registeredAt < 86_400,
  )
  if (own.length >= maxEmergencies) throw full()
}

/** @throws ConsentError `record_full`. */
export function assertRoomForSignature(signatures: readonly unknown[]): void {
  if (signatures.length >= maxSignatures) throw full()
}

function full(): ConsentError {
  return new ConsentError('record_full', 'More than a record or a key has room for')
}
