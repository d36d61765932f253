import type { Store } from './ports.ts'
import { openPostgresDatabase } from './postgres-database.ts'
import { storeOf } from './store-of.ts'

/**
 * Opens a store in a PostgreSQL database, below a schema `fidecura` that it makes if it is not there. Several processes
 * of several machines may share it. What a method acknowledged survives the death of this process and of the server.
 *
 * @param address - As `openPostgresEvidence` takes it; the ports of evidence are the same.
 * @throws {@link StoreError} As `openPostgresEvidence`.
 */
export async function openPostgresStore(address: string): Promise<Store> {
  return storeOf(await openPostgresDatabase(address))
}
