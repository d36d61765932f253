import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import type { SqliteDatabase } from 'kysely'

/** Shows a database of `node:sqlite` in the shape that Kysely's `SqliteDialect` takes. */
export function sqliteDatabaseOf(database: DatabaseSync): SqliteDatabase {
  return {
    close: () => database.close(),
    prepare(sql) {
      const statement = database.prepare(sql)
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
