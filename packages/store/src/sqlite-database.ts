import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import type { SqliteDatabase } from 'kysely'

// Texts recur; those of a query with a list in it are many, and the oldest ones go.
const maxPrepared = 256

/** Shows a database of `node:sqlite` in the shape that Kysely's `SqliteDialect` takes. */
export function sqliteDatabaseOf(database: DatabaseSync): SqliteDatabase {
  const prepared = new Map<string, StatementSync>()
  const prepare = (sql: string): StatementSync => {
    const statement = prepared.get(sql) ?? database.prepare(sql)
    prepared.delete(sql)
    prepared.set(sql, statement)
    for (const oldest of prepared.keys()) {
      if (prepared.size <= maxPrepared) break
      prepared.delete(oldest)
    }
    return statement
  }
  return {
    close: () => database.close(),
    prepare(sql) {
      const statement = prepare(sql)
      const bound = (values: readonly unknown[]): SQLInputValue[] => values as SQLInputValue[]
      return {
        // StatementSync.columns would say, from Node 22.16 on. Values never stand in the text.
        reader: /^\s*(?:select|with|pragma)\b|\breturning\b/i.test(sql),
        all: (values) => statement.all(...bound(values)),
        run: (values) => statement.run(...bound(values)),
        iterate: (values) => statement.iterate(...bound(values)),
      }
    },
  }
}
