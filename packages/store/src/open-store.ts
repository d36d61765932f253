import { openDatabase } from './database.ts'
import type { Store } from './ports.ts'
import { storeOf } from './store-of.ts'

/**
 * Opens a store in a SQLite file, which only its owner may read, and makes it if it is not there.
 * Several processes of one machine may share it; a network file system is refused.
 *
 * @throws {@link StoreError} `store_path_malformed`, `store_not_ours`, `store_schema_newer`,
 *   `store_corrupt`, `store_unusable`, `store_busy`. Methods of the store: `store_busy`,
 *   `store_failed`, `store_closed`, all unknown, beside those that they name.
 */
export async function openStore(path: string): Promise<Store> {
  return storeOf(await openDatabase(path))
}
