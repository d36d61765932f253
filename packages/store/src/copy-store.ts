import { open, rm } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import { StoreError, storeErrorOf } from './errors.ts'
import { retryWhileBusy } from './retry-while-busy.ts'

/**
 * Writes what a SQLite store holds at this instant into a file of its own, while others read and write on.
 *
 * @param to - Must not be there; only its owner may read it.
 * @throws {@link StoreError} `store_unusable` (unknown): no store there, or a file where the copy should be; `store_busy`
 *   (unknown), `store_corrupt`, `store_failed` (unknown).
 */
export async function copyStore(from: string, to: string): Promise<void> {
  const unusable = (message: string) =>
    new StoreError('store_unusable', message, { outcome: 'unknown' })
  let database: DatabaseSync
  try {
    database = new DatabaseSync(from, { readOnly: true })
  } catch {
    throw unusable('The file cannot be opened')
  }
  try {
    // SQLite fills an empty file, which then has the mode that it was made with.
    const file = await open(to, 'wx', 0o600).catch(() => undefined)
    if (file === undefined) throw unusable('There is a file already')
    await file.close()
    try {
      await retryWhileBusy(() => void database.prepare('VACUUM INTO ?').run(to))
    } catch (error) {
      await rm(to, { force: true })
      throw storeErrorOf(error)
    }
  } finally {
    database.close()
  }
}
