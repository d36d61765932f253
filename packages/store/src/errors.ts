import { CodedError } from '@fidecura/base'

/** What can be wrong with the file and what is written to it. */
export type StoreErrorCode =
  /** Not the path of a file: empty, in memory, or a URI. */
  | 'store_path_malformed'
  /** The file holds something else. */
  | 'store_not_ours'
  /** Others than its owner may read or write the file. */
  | 'store_permissions'
  /** Written by a later version of this package, which may mean things this one would overlook. */
  | 'store_schema_newer'
  /** What the file holds is damaged. */
  | 'store_corrupt'
  /** `unknown`: the file cannot be opened, or not in a mode in which writes are durable. */
  | 'store_unusable'
  /** `unknown`: another process held the file for longer than five seconds. */
  | 'store_busy'
  /** `unknown`: the disk is full or failed. Nothing of the step was kept. */
  | 'store_failed'
  /** `unknown`: used after `close`. */
  | 'store_closed'
  /** Other bytes under an issuer and id that were used. */
  | 'issued_conflict'
  /** Every index of the status list was drawn. */
  | 'status_list_full'
  /** Another size than the status list began with, or no size. */
  | 'status_list_size_wrong'
  /** An index that was not drawn. */
  | 'status_index_unknown'
  /** The index of another credential. */
  | 'status_index_taken'
  /** Undoes a revocation, or says what a status history cannot. */
  | 'status_change_refused'
  /** Another number of credentials than was expected: look again. */
  | 'switch_count_changed'
  /** No act of this id. */
  | 'switch_not_found'
  /** A revocation, which is final. */
  | 'switch_not_undoable'

/** What a store throws of itself. Its methods also throw what the port that they implement names. */
export class StoreError extends CodedError<StoreErrorCode> {
  static override readonly name = 'StoreError'
}

/**
 * Lets our own errors pass and puts a code in the place of all others: what a database says quotes
 * the values it was given.
 */
export function storeErrorOf(error: unknown): CodedError {
  if (CodedError.is(error)) return error
  // SQLite's primary result code; the higher bits say more about it.
  const result = Number((error as { readonly errcode?: unknown }).errcode ?? 0) & 0xff
  if (result === busy || result === locked) {
    return new StoreError('store_busy', 'Held by another process', { outcome: 'unknown' })
  }
  if (result === corrupt || result === notDatabase) {
    return new StoreError('store_corrupt', 'The file is damaged or not a database')
  }
  return new StoreError('store_failed', 'The store did not answer', { outcome: 'unknown' })
}

// https://www.sqlite.org/rescode.html
const busy = 5
const locked = 6
const corrupt = 11
const notDatabase = 26
