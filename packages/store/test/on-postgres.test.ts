import { DatabaseSync } from 'node:sqlite'
import { openStore } from '@fidecura/store'
import { expect, test } from '@jest/globals'
import { ask, keepOn, newPath, newPlace, openForTest } from './support.ts'
import { servePostgres } from './with-postgres.ts'

// What holds on SQLite holds here: the tests of every port a second time, on a server of their own.
const server = servePostgres('ports on PostgreSQL')
if (server !== undefined) {
  keepOn(server)
  const ports = [
    ...['audit-log', 'bundle-state', 'decoys', 'documents', 'entry-inbox-store', 'grant-store'],
    ...['issued-store'],
    ...['recovery-store', 'register-outbox', 'register-store', 'replay-store', 'sign-in'],
    ...['status-push', 'switch', 'usage-log', 'processes'],
  ]
  for (const port of ports) await import(`./${port}.test.ts`)
  const { holdWhileKilled } = await import('./kill.test.ts')

  test('a store on PostgreSQL holds every acknowledged act after its processes and the server were killed', async () => {
    await holdWhileKilled(1)
    await holdWhileKilled(2, server)
  }, 240_000)

  test('both have the same tables, of the same columns', async () => {
    const path = newPath()
    await (await openStore(path)).close()
    const where = await newPlace()
    await openForTest(where)
    expect(await columnsOf(where)).toEqual(columnsIn(path))
  })
}

/** `table.column`, with what may be missing and what names a row. */
async function columnsOf(address: string): Promise<readonly string[]> {
  const rows = await ask(
    address,
    `SELECT c.relname || '.' || a.attname || CASE WHEN a.attnotnull THEN '' ELSE '?' END
      || CASE WHEN a.attnum = ANY (i.indkey) THEN ' key' ELSE '' END AS column
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
      LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
      WHERE c.relkind = 'r' AND c.relnamespace = 'fidecura'::regnamespace AND a.attnum > 0
        AND NOT a.attisdropped`,
  )
  return rows.map(({ column }) => `${column}`).sort()
}

function columnsIn(path: string): readonly string[] {
  const database = new DatabaseSync(path)
  const rows = database
    .prepare(
      `SELECT t.name || '.' || c.name || iif(c."notnull" OR c.pk, '', '?') || iif(c.pk, ' key', '') AS column
        FROM sqlite_schema t JOIN pragma_table_info(t.name) c
        WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'`,
    )
    .all()
  database.close()
  return rows.map(({ column }) => `${column}`).sort()
}
