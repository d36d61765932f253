import { CodedError } from '@fidecura/base'

/** What can be wrong with the file and what is written to it. */
export type StoreErrorCode =
  /** Not the path of a file: empty, in memory, or a URI. Or not the address of a PostgreSQL database. */
  | 'store_path_malformed'
  /** The server is neither on this machine nor proven by TLS: what is written could be read on its way. */
  | 'store_connection_unsafe'
  /** The file, or the schema `fidecura` of the database, holds something else. */
  | 'store_not_ours'
  /** Others than its owner may read or write the file. */
  | 'store_permissions'
  /** Written by a later version of this package, which may mean things this one would overlook. */
  | 'store_schema_newer'
  /** What the file holds is damaged. */
  | 'store_corrupt'
  /** `unknown`: it cannot be opened, or not in a mode in which writes are durable. */
  | 'store_unusable'
  /** `unknown`: others held what the step needed for longer than five seconds. */
  | 'store_busy'
  /** `unknown`: disk or server failed. Of a file nothing of the step was kept; a server may have kept it. */
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
  const { errcode, code } = error as { readonly errcode?: unknown; readonly code?: unknown }
  // SQLite's primary result code; the higher bits say more about it. PostgreSQL's five characters.
  const result = typeof code === 'string' && errcode === undefined ? code : Number(errcode) & 0xff
  if (busy.includes(result)) {
    return new StoreError('store_busy', 'Held by another process', { outcome: 'unknown' })
  }
  if (corrupt.includes(result)) {
    return new StoreError('store_corrupt', 'Damaged, or not a database')
  }
  return new StoreError('store_failed', 'The store did not answer', { outcome: 'unknown' })
}

// SQLITE_BUSY, SQLITE_LOCKED, serialization_failure, deadlock_detected, lock_not_available.
// https://www.sqlite.org/rescode.html, https://www.postgresql.org/docs/15/errcodes-appendix.html
const busy: readonly (number | string)[] = [5, 6, '40001', '40P01', '55P03']
// SQLITE_CORRUPT, SQLITE_NOTADB, data_corrupted, index_corrupted.
const corrupt: readonly (number | string)[] = [11, 26, 'XX001', 'XX002']
