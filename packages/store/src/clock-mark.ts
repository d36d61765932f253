import { type Clock, type EpochSeconds, epochSeconds } from '@fidecura/base'
import type { Kysely } from 'kysely'
import type { Schema } from './schema.ts'

/** Where the latest instant is kept that a store has given to anybody. */
type MarkTable = 'register_mark' | 'recovery_mark'

export async function readMark(
  tables: Kysely<Schema>,
  table: MarkTable,
): Promise<EpochSeconds | undefined> {
  const row = await tables.selectFrom(table).select('instant').executeTakeFirst()
  return row === undefined ? undefined : epochSeconds(row.instant)
}

/** The clock's instant, but never before one that was given. */
export async function advanceMark(
  tables: Kysely<Schema>,
  table: MarkTable,
  clock: Clock,
): Promise<EpochSeconds> {
  const now = epochSeconds(Math.floor(clock()))
  const before = await readMark(tables, table)
  if (before !== undefined && before >= now) return before
  await tables
    .insertInto(table)
    .values({ one: 1, instant: now })
    .onConflict((conflict) => conflict.column('one').doUpdateSet({ instant: now }))
    .execute()
  return now
}
