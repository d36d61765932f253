import { type Expression, type Kysely, PostgresAdapter, type RawBuilder, sql } from 'kysely'
import type { Schema } from './schema.ts'

/** Everything of ours is below it: what else is in a PostgreSQL database is nobody's business here. */
export const postgresSchema = 'fidecura'

export function isPostgres(tables: Kysely<Schema>): boolean {
  return tables.getExecutor().adapter instanceof PostgresAdapter
}

/** A table for a query that is written by hand, and so is told of no schema. */
export function tableIn(tables: Kysely<Schema>, name: keyof Schema): RawBuilder<unknown> {
  return isPostgres(tables) ? sql`${sql.id(postgresSchema, name)}` : sql`${sql.id(name)}`
}

/** Where SQLite would look through a whole list; PostgreSQL finds the index by itself. */
export function byIndex(tables: Kysely<Schema>, name: string): RawBuilder<unknown> {
  return isPostgres(tables) ? sql`` : sql`INDEXED BY ${sql.id(name)}`
}

/** Which table leads; PostgreSQL chooses by itself. */
export function leading(tables: Kysely<Schema>): RawBuilder<unknown> {
  return isPostgres(tables) ? sql`JOIN` : sql`CROSS JOIN`
}

/** A condition as a number, which one of them would give back as a boolean. */
export function asNumber(condition: Expression<unknown>): RawBuilder<0 | 1> {
  return sql<0 | 1>`CASE WHEN ${condition} THEN 1 ELSE 0 END`
}
