import { CompiledQuery } from 'kysely'
import { bulkColumns, conflictClause, type InsertMany } from './insert-many.ts'
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
