import { open } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import { CompiledQuery, Kysely, SqliteDialect } from 'kysely'
import { StoreError, storeErrorOf } from './errors.ts'
import { type InsertMany, insertByValues } from './insert-many.ts'
import { type FindKnownKeys, knownKeysBySqlite } from './known-keys.ts'
import type { Lane } from './lanes.ts'
import { migrate } from './migrations.ts'
import { retryWhileBusy } from './retry-while-busy.ts'
import type { Schema } from './schema.ts'
import { sqliteDatabaseOf } from './sqlite-database.ts'

/** Where the ports keep things: a file, with one connection that writes and one that reads, or a server. */
export interface Database {
  /**
   * One atomic step. Others may wait for it, so never await anything but the database inside. It may
   * be tried again, so do nothing in it but to the database. Durable once it resolves.
   *
   * @param lane - Absent: of steps that hardly ever meet.
   */
  write<T>(step: (tables: Kysely<Schema>) => Promise<T>, lane?: Lane): Promise<T>
  /** Sees what was committed, and does not wait for a step under way. */
  read<T>(query: (tables: Kysely<Schema>) => Promise<T>): Promise<T>
  readonly insertMany: InsertMany
  readonly findKnownKeys: FindKnownKeys
  /** Sees to it that what was deleted is gone from the disk, too, as far as a program can tell. */
  forget(): Promise<void>
  close(): Promise<void>
}

/** @throws {@link StoreError} as `openStore` does. */
export async function openDatabase(path: string): Promise<Database> {
  if (path === '' || path.startsWith(':') || path.startsWith('file:')) {
    throw new StoreError('store_path_malformed', 'Not the path of a file')
  }
  const writer = await openWriter(path)
  const reader = new DatabaseSync(path, { readOnly: true })
  reader.exec('PRAGMA busy_timeout = 5000; PRAGMA trusted_schema = OFF;')
  return databaseOf(kyselyOf(writer), kyselyOf(reader))
}

async function openWriter(path: string): Promise<DatabaseSync> {
  let database: DatabaseSync | undefined
  try {
    // SQLite would let everybody read a new file, and its companions take their mode from it.
    const file = await open(path, 'a', 0o600)
    const { mode } = await file.stat().finally(() => file.close())
    // Windows keeps rights elsewhere and always says 0o666.
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new StoreError('store_permissions', 'Others may read this file: chmod 600')
    }
    database = new DatabaseSync(path)
    const writer = database
    await retryWhileBusy(() => keepLog(writer))
    writer.exec(
      'PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF; PRAGMA secure_delete = ON;',
    )
    await retryWhileBusy(() => migrate(writer))
    return writer
  } catch (error) {
    database?.close()
    const coded = storeErrorOf(error)
    if (coded.code !== 'store_failed') throw coded
    throw new StoreError('store_unusable', 'The file cannot be opened', { outcome: 'unknown' })
  }
}

/** Turns to write-ahead logging, which readers need not wait for. */
function keepLog(database: DatabaseSync): void {
  const mode = database.prepare('PRAGMA journal_mode = WAL').get()?.['journal_mode']
  if (mode === 'wal') return
  throw new StoreError('store_unusable', 'No write-ahead log here', { outcome: 'unknown' })
}

function kyselyOf(database: DatabaseSync): Kysely<Schema> {
  return new Kysely({ dialect: new SqliteDialect({ database: sqliteDatabaseOf(database) }) })
}

function databaseOf(writer: Kysely<Schema>, reader: Kysely<Schema>): Database {
  let closed = false
  let last: Promise<unknown> = Promise.resolve()
  const enqueue = <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work)
    last = result.catch(() => undefined)
    return result
  }
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    if (closed) throw new StoreError('store_closed', 'Closed already', { outcome: 'unknown' })
    try {
      return await work()
    } catch (error) {
      throw storeErrorOf(error)
    }
  }
  return {
    write: (step) => guarded(() => enqueue(() => immediately(writer, step))),
    read: (query) => guarded(() => query(reader)),
    insertMany: insertByValues,
    findKnownKeys: knownKeysBySqlite,
    forget: () => guarded(() => enqueue(() => retryWhileBusy(() => cutLog(writer)))),
    async close() {
      if (closed) return
      closed = true
      await enqueue(() => Promise.resolve())
      await reader.destroy()
      // The last connection to go folds the log into the file, which only a writer can.
      await writer.destroy()
    },
  }
}

/**
 * Takes the file for writing from the start: a step that read first and then found it taken could
 * only fail.
 */
function immediately<T>(
  writer: Kysely<Schema>,
  step: (tables: Kysely<Schema>) => Promise<T>,
): Promise<T> {
  return writer.connection().execute(async (tables) => {
    await retryWhileBusy(() => run(tables, 'BEGIN IMMEDIATE'))
    try {
      const result = await step(tables)
      await run(tables, 'COMMIT')
      return result
    } catch (error) {
      // SQLite rolls back by itself after some failures; then there is nothing left to undo.
      await run(tables, 'ROLLBACK').catch(() => undefined)
      throw error
    }
  })
}

/** Pages that were overwritten stay in the write-ahead log until it is folded in and cut off. */
async function cutLog(writer: Kysely<Schema>): Promise<void> {
  const query = CompiledQuery.raw('PRAGMA wal_checkpoint(TRUNCATE)')
  const { rows } = await writer.executeQuery<{ readonly busy: number }>(query)
  if (rows[0]?.busy !== 0) {
    throw new StoreError('store_busy', 'Somebody reads an older state', { outcome: 'unknown' })
  }
}

async function run(tables: Kysely<Schema>, sql: string): Promise<void> {
  await tables.executeQuery(CompiledQuery.raw(sql))
}
