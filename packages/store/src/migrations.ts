import type { DatabaseSync } from 'node:sqlite'
import { StoreError } from './errors.ts'
import { migrations } from './schema-steps.ts'

// 'FIDE': marks the file as ours for whoever opens it. https://www.sqlite.org/fileformat2.html §1.3.12
const applicationId = 0x46494445

/**
 * Brings the file to the version of this package, whole or not at all.
 *
 * @throws {@link StoreError} `store_not_ours`, `store_schema_newer`, both before anything is written.
 */
export function migrate(database: DatabaseSync): void {
  database.exec('BEGIN IMMEDIATE')
  try {
    const version = versionOf(database)
    if (version > migrations.length) {
      throw new StoreError('store_schema_newer', 'Written by a later version of this package')
    }
    for (const [done, sql] of migrations.entries()) {
      if (done < version) continue
      database.exec(sql)
      database.prepare('INSERT INTO migration (version) VALUES (?)').run(done + 1)
    }
    database.exec('COMMIT')
  } catch (error) {
    database.exec('ROLLBACK')
    throw error
  }
}

/** @returns 0 for a file that was empty, which is ours from here on. */
function versionOf(database: DatabaseSync): number {
  if (numberOf(database, 'SELECT count(*) AS n FROM sqlite_schema') === 0) {
    database.exec(`PRAGMA application_id = ${applicationId}`)
    database.exec('CREATE TABLE migration (version INTEGER PRIMARY KEY) STRICT')
    return 0
  }
  if (
    numberOf(database, 'SELECT application_id AS n FROM pragma_application_id') !== applicationId
  ) {
    throw new StoreError('store_not_ours', 'The file holds something else')
  }
  return numberOf(database, 'SELECT coalesce(max(version), 0) AS n FROM migration')
}

function numberOf(database: DatabaseSync, sql: string): number {
  return Number(database.prepare(sql).get()?.['n'])
}

/** The version that a file of this package has. One that has a higher number is of a later version of the package. */
export const storeVersion: number = migrations.length
