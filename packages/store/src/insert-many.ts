import { CompiledQuery, type Kysely } from 'kysely'
import type { BulkType } from './postgres-binary.ts'
import type { Schema } from './schema.ts'

/** A table that many rows go into at once. */
export type BulkTable = 'evidence_entry' | 'evidence_tile' | 'evidence_deposit' | 'evidence_content'

type ColumnsOf<Table extends BulkTable> = {
  readonly [Column in keyof Schema[Table]]: BulkType
}

/** The columns of each, with their types in PostgreSQL. */
export const bulkColumns: { readonly [Table in BulkTable]: ColumnsOf<Table> } = {
  evidence_entry: { origin: 'text', place: 'int8', entry: 'bytea' },
  evidence_tile: { origin: 'text', level: 'int8', place: 'int8', hashes: 'bytea' },
  evidence_deposit: {
    id: 'text',
    kind: 'text',
    number: 'int8',
    origin: 'text',
    place: 'int8',
    depositor: 'text',
    previous: 'text',
    deposited_at: 'int8',
    retain_until: 'int8',
    idempotency_key: 'text',
  },
  evidence_content: {
    id: 'text',
    number: 'int8',
    digest: 'text',
    size: 'int8',
    media_type: 'text',
    salt: 'text',
    subject: 'text',
  },
}

/** It is passed over; or nothing is kept at all; or it takes the place of what is there, as tiles do. */
export type Known = keyof typeof clauses

const clauses = {
  skip: ' ON CONFLICT DO NOTHING',
  refuse: '',
  replace: ' ON CONFLICT (origin, level, place) DO UPDATE SET hashes = excluded.hashes',
} as const

/**
 * Puts rows into a table.
 *
 * @param known - What becomes of a row whose key is there.
 * @returns How many were new.
 */
export type InsertMany = <Table extends BulkTable>(
  tables: Kysely<Schema>,
  table: Table,
  rows: readonly Schema[Table][],
  known: Known,
) => Promise<number>

// 64 rows of ten columns: more would not be faster, and SQLite takes 32,766 values at most.
const maxRows = 64

/** As SQLite takes them: whole groups in one statement each, and the rest in powers of two, so that texts recur. */
export const insertByValues: InsertMany = async (tables, table, rows, known) => {
  const columns = Object.keys(bulkColumns[table])
  let inserted = 0n
  for (let at = 0, count = maxRows; at < rows.length; at += count) {
    while (count > rows.length - at) count /= 2
    const values = rows
      .slice(at, at + count)
      .flatMap((row) => columns.map((column) => row[column as keyof typeof row]))
    const query = CompiledQuery.raw(textOf(table, columns, count) + conflictClause(known), values)
    inserted += (await tables.executeQuery(query)).numAffectedRows ?? 0n
  }
  return Number(inserted)
}

function textOf(table: BulkTable, columns: readonly string[], count: number): string {
  const row = `(${columns.map(() => '?').join(', ')})`
  const values = Array.from({ length: count }, () => row).join(', ')
  return `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${values}`
}

export function conflictClause(known: Known): string {
  return clauses[known]
}
