import { CompiledQuery, type Kysely } from 'kysely'
import { isPostgres, postgresSchema } from './dialect.ts'
import type { Schema } from './schema.ts'

/**
 * Steps of one lane come one after the other. Every step is as if it were alone whatever its lane; that those
 * who would meet wait for one another, keeps PostgreSQL from trying most of them again. SQLite has one lane.
 */
export type Lane = (typeof lanes)[number]

export const lanes = [
  'register',
  'inbox',
  'issued',
  'documents',
  'replay',
  'recovery',
  'usage',
  'other',
  // Beside another, and after it: events are seen in the order of their numbers.
  'audit',
] as const

/**
 * Waits until a step has its lane to itself, until it ends. Locking a table looks at nothing yet: what was written by
 * whoever had the lane before is seen. A lock of another kind would begin with a look, and wait with what it saw.
 */
export async function takeLane(tables: Kysely<Schema>, lane: Lane): Promise<void> {
  if (!isPostgres(tables)) return
  const query = `LOCK TABLE ${postgresSchema}.lane_${lane} IN EXCLUSIVE MODE`
  await tables.executeQuery(CompiledQuery.raw(query))
}
