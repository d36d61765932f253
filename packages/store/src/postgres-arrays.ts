import { CompiledQuery } from 'kysely'
import { bulkColumns, conflictClause, type InsertMany } from './insert-many.ts'
import type { FindKnownKeys, KnownKey } from './known-keys.ts'
import { postgresSchema } from './postgres-migrations.ts'

/** As PostgreSQL takes them: one statement of a few values, however many rows there are. */
export const insertByUnnest: InsertMany = async (tables, table, rows, known) => {
  const columns = Object.entries(bulkColumns[table])
  const names = columns.map(([name]) => name).join(', ')
  const arrays = columns.map(([, type], at) => `$${at + 1}::${type}[]`).join(', ')
  const values = columns.map(([name]) => rows.map((row) => row[name as keyof typeof row]))
  const text = `INSERT INTO ${postgresSchema}.${table} (${names}) SELECT * FROM unnest(${arrays})`
  const { numAffectedRows = 0n } = await tables.executeQuery(
    CompiledQuery.raw(text + conflictClause(known), values),
  )
  return Number(numAffectedRows)
}

// The limit makes each key one look at the index, whatever the planner thinks of the table.
const knownKeys = `SELECT asked.depositor, asked.idempotency_key
  FROM unnest($1::text[], $2::text[]) AS asked (depositor, idempotency_key)
  CROSS JOIN LATERAL (
    SELECT 1 FROM ${postgresSchema}.evidence_deposit AS kept
    WHERE kept.depositor = asked.depositor COLLATE "C"
      AND kept.idempotency_key = asked.idempotency_key COLLATE "C"
    LIMIT 1
  ) AS found`

/** As PostgreSQL takes them: one array for the depositors, and one for the keys. */
export const knownKeysByUnnest: FindKnownKeys = async (tables, keys) => {
  const values = [keys.map((key) => key.depositor), keys.map((key) => key.idempotencyKey)]
  return (await tables.executeQuery<KnownKey>(CompiledQuery.raw(knownKeys, values))).rows
}
