import { openPostgresStore } from '@fidecura/store/postgres'
import { Client } from 'pg'
import type { PostgresServer } from './postgres-server.ts'

/** Databases with nothing in them, used again and again: to make one takes longer than most tests. */
export interface Databases {
  /** Its address. */
  take(): Promise<string>
  /** Once nobody has it open. */
  giveBack(addresses: readonly string[]): void
}

export function databasesOf(server: PostgresServer): Databases {
  const free: string[] = []
  return {
    async take() {
      const known = free.shift()
      if (known !== undefined) await empty(known)
      return known ?? server.newDatabase()
    },
    giveBack(addresses) {
      free.push(...addresses)
    },
  }
}

/** Asks a database, or changes it, behind the back of who has it open. */
export async function askPostgres(
  connectionString: string,
  sql: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const client = new Client({ connectionString, options: '-c search_path=fidecura' })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

/** Whatever was done, also to numbers that grow. Nobody may have it open. */
export async function empty(address: string): Promise<void> {
  await (await openPostgresStore(address)).close()
  await askPostgres(
    address,
    `SET session_replication_role = replica;
    DO $$ DECLARE name text; BEGIN
      FOR name IN SELECT relname FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'fidecura'::regnamespace AND relname <> 'migration'
      LOOP EXECUTE format('DELETE FROM fidecura.%I', name); END LOOP;
      PERFORM setval(oid::regclass, 1, false) FROM pg_class
        WHERE relkind = 'S' AND relnamespace = 'fidecura'::regnamespace;
    END $$`,
  )
}
