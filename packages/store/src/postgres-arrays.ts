import { CompiledQuery } from 'kysely'
import { postgresSchema } from './dialect.ts'
import { bulkColumns, conflictClause, type InsertMany } from './insert-many.ts'
import type { FindKnownKeys, KnownKey } from './known-keys.ts'
import { type BulkType, binaryArrayOf } from './postgres-binary.ts'

type Value = string | number | Uint8Array | null

/** Rows as a few values, however many they are. */
interface GivenRows {
  /** `SELECT …`, with a column for each. */
  readonly text: string
  readonly values: unknown[]
}

/** One array for each column; where all rows say the same, that alone. */
function givenRows(
  columns: readonly { readonly type: BulkType; readonly values: readonly Value[] }[],
): GivenRows {
  const isOne = columns.map(({ values }) => values.every((value) => value === values[0]))
  // Of a single row, or of rows that are all alike, something must still say how many there are.
  const areAll = isOne.every(Boolean)
  const selected: string[] = []
  const arrays: string[] = []
  const names: string[] = []
  const given = columns.map(({ type, values }, at) => {
    if (isOne[at] && !areAll) {
      selected.push(`$${at + 1}::${type}`)
      return values[0]
    }
    names.push(`c${at}`)
    selected.push(`c${at}`)
    arrays.push(`$${at + 1}::${type}[]`)
    return binaryArrayOf(type, values)
  })
  const from = `unnest(${arrays.join(', ')}) AS given (${names.join(', ')})`
  return { text: `SELECT ${selected.join(', ')} FROM ${from}`, values: given }
}

/** As PostgreSQL takes them: one statement, however many rows there are. */
export const insertByUnnest: InsertMany = async (tables, table, rows, known) => {
  if (rows.length === 0) return 0
  const columns = Object.entries(bulkColumns[table]) as [keyof (typeof rows)[0], BulkType][]
  const names = columns.map(([name]) => name).join(', ')
  const { text, values } = givenRows(
    columns.map(([name, type]) => ({ type, values: rows.map((row) => row[name] as Value) })),
  )
  const insert = `INSERT INTO ${postgresSchema}.${table} (${names}) ${text}${conflictClause(known)}`
  const { numAffectedRows = 0n } = await tables.executeQuery(CompiledQuery.raw(insert, values))
  return Number(numAffectedRows)
}

// The limit makes each key one look at the index, whatever the planner thinks of the table.
const lookedUp = `CROSS JOIN LATERAL (
    SELECT 1 FROM ${postgresSchema}.evidence_deposit AS kept
    WHERE kept.depositor = asked.depositor COLLATE "C"
      AND kept.idempotency_key = asked.idempotency_key COLLATE "C"
    LIMIT 1
  ) AS found`

/** As PostgreSQL takes them: one array of the keys. */
export const knownKeysByUnnest: FindKnownKeys = async (tables, keys) => {
  const { text, values } = givenRows([
    { type: 'text', values: keys.map((key) => key.depositor) },
    { type: 'text', values: keys.map((key) => key.idempotencyKey) },
  ])
  const asked = `(${text}) AS asked (depositor, idempotency_key)`
  const query = `SELECT asked.depositor, asked.idempotency_key FROM ${asked} ${lookedUp}`
  return (await tables.executeQuery<KnownKey>(CompiledQuery.raw(query, values))).rows
}
