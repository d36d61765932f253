import { CompiledQuery, type Kysely } from 'kysely'
import { postgresSchema } from './dialect.ts'
import { StoreError } from './errors.ts'
import { postgresMigrations } from './postgres-schema-steps.ts'
import type { Schema } from './schema.ts'

// 'FIDE': whoever brings the schema up to date has it alone.
const lock = 0x46494445

/**
 * Brings the database to the version of this package, whole or not at all.
 *
 * @throws {@link StoreError} `store_not_ours`, `store_schema_newer`, both before anything is written;
 *   `store_unusable` (unknown): commits of this server are not durable.
 */
export function migratePostgres(database: Kysely<Schema>): Promise<void> {
  // What another process did while this one waited must be seen.
  const transaction = database.transaction().setIsolationLevel('read committed')
  return transaction.execute(async (tables) => {
    await assertDurable(tables)
    await run(tables, `SELECT pg_advisory_xact_lock(${lock})`)
    const version = await versionOf(tables)
    if (version > postgresMigrations.length) {
      throw new StoreError('store_schema_newer', 'Written by a later version of this package')
    }
    for (const [done, sql] of postgresMigrations.entries()) {
      if (done < version) continue
      await run(tables, sql)
      await run(tables, `INSERT INTO ${postgresSchema}.migration VALUES (${done + 1})`)
    }
  })
}

/** An acknowledged deposit that a power cut takes back would be a broken promise. */
async function assertDurable(tables: Kysely<Schema>): Promise<void> {
  const [row] = await run<{ readonly fsync: string; readonly commit: string }>(
    tables,
    `SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit`,
  )
  if (row?.fsync === 'on' && row.commit !== 'off') return
  const message = 'The server does not wait for its disk'
  throw new StoreError('store_unusable', message, { outcome: 'unknown' })
}

/** @returns 0 for a schema that was not there or empty, which is ours from here on. */
async function versionOf(tables: Kysely<Schema>): Promise<number> {
  const [found] = await run<{ readonly schema: boolean; readonly marked: boolean; n: number }>(
    tables,
    `SELECT to_regnamespace('${postgresSchema}') IS NOT NULL AS schema,
      to_regclass('${postgresSchema}.migration') IS NOT NULL AS marked,
      (SELECT count(*) FROM pg_class WHERE relnamespace = to_regnamespace('${postgresSchema}')) AS n`,
  )
  if (found?.marked !== true) {
    if (found?.n !== 0) throw new StoreError('store_not_ours', 'The schema holds something else')
    // Whoever may not make schemas can be given one.
    if (!found.schema) await run(tables, `CREATE SCHEMA ${postgresSchema}`)
    await run(tables, `CREATE TABLE ${postgresSchema}.migration (version BIGINT PRIMARY KEY)`)
    return 0
  }
  const [newest] = await run<{ readonly version: number }>(
    tables,
    `SELECT coalesce(max(version), 0) AS version FROM ${postgresSchema}.migration`,
  )
  return newest?.version ?? 0
}

async function run<Row>(tables: Kysely<Schema>, sql: string): Promise<readonly Row[]> {
  return (await tables.executeQuery<Row>(CompiledQuery.raw(sql))).rows
}
