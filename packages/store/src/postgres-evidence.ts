import type { EvidenceStore, ReaderState, WitnessState } from '@fidecura/evidence'
import { readerStateOf, witnessStateOf } from './evidence-states.ts'
import { evidenceStoreOf } from './evidence-store.ts'
import { openPostgresDatabase } from './postgres-database.ts'

/** The ports of evidence in a database that many machines share. */
export interface PostgresEvidence {
  /** Logs, and the deposits in them. */
  readonly evidence: EvidenceStore
  /** What was seen of the logs of others. */
  readonly checkpoints: ReaderState
  /** What a witness has signed. @param name - Its own: several may share a database. */
  witness(name: string): WitnessState
  /** Waits for the steps under way; those that come later are refused with `store_closed`. */
  close(): Promise<void>
}

/**
 * Opens the ports of evidence in a PostgreSQL database, below a schema `fidecura` that it makes if it is
 * not there. What a method acknowledged survives the death of this process and of the server.
 *
 * @param address - `postgresql://user@host/database`. A host that is not this machine needs
 *   `?sslmode=verify-full`. What it leaves open comes from where every program of PostgreSQL looks.
 * @throws {@link StoreError} `store_path_malformed`, `store_connection_unsafe`, `store_not_ours`,
 *   `store_schema_newer`, `store_unusable`, `store_busy`. Methods of the store: `store_busy`,
 *   `store_failed`, `store_closed`, all unknown, beside those that they name.
 */
export async function openPostgresEvidence(address: string): Promise<PostgresEvidence> {
  const database = await openPostgresDatabase(address)
  return Object.freeze({
    evidence: evidenceStoreOf(database),
    checkpoints: readerStateOf(database),
    witness: (name: string) => witnessStateOf(database, name),
    close: () => database.close(),
  })
}
