import { CompiledQuery, Kysely, PostgresDialect } from 'kysely'
import { Pool, type PoolConfig, types } from 'pg'
import type { Database } from './database.ts'
import { postgresSchema } from './dialect.ts'
import { StoreError, storeErrorOf } from './errors.ts'
import { type Lane, takeLane } from './lanes.ts'
import { assertSafeAddress } from './postgres-address.ts'
import { insertByUnnest, knownKeysByUnnest } from './postgres-arrays.ts'
import { migratePostgres } from './postgres-migrations.ts'
import { retryWhileBusy } from './retry-while-busy.ts'
import type { Schema } from './schema.ts'

const poolOptions: PoolConfig = {
  application_name: 'fidecura',
  connectionTimeoutMillis: 5000,
  keepAlive: true,
  lock_timeout: 5000,
  // A machine that vanished in the midst of a step would keep everybody else out of its log.
  idle_in_transaction_session_timeout: 30_000,
}

// https://www.postgresql.org/docs/15/catalog-pg-type.html: the object identifier of bigint.
const int8 = 20

/** @throws {@link StoreError} as `openPostgresEvidence` does. */
export async function openPostgresDatabase(address: string): Promise<Database> {
  assertSafeAddress(address)
  const pool = new Pool({
    ...poolOptions,
    connectionString: address,
    types: { getTypeParser: parserOf as typeof types.getTypeParser },
  })
  // Of a connection that is lost: whoever uses it is told, and the next one gets another. Without
  // somebody who listens, it would end the process.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  const tables = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
  try {
    await retryWhileBusy(() => migratePostgres(tables))
  } catch (error) {
    await tables.destroy()
    const coded = storeErrorOf(error)
    if (coded.code !== 'store_failed') throw coded
    const message = 'The database cannot be opened'
    throw new StoreError('store_unusable', message, { outcome: 'unknown' })
  }
  return databaseOf(tables)
}

function databaseOf(tables: Kysely<Schema>): Database {
  const own = tables.withSchema(postgresSchema)
  const underWay = new Set<Promise<unknown>>()
  let closed = false
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    if (closed) throw new StoreError('store_closed', 'Closed already', { outcome: 'unknown' })
    const working = work()
    underWay.add(working)
    try {
      return await working
    } catch (error) {
      throw storeErrorOf(error)
    } finally {
      underWay.delete(working)
    }
  }
  // As if one step came after the other: what a step has read still holds when it writes.
  const serially = <T>(step: (tables: Kysely<Schema>) => Promise<T>): Promise<T> =>
    own.transaction().setIsolationLevel('serializable').execute(step)
  // Those of this process wait here: each would take a connection for it, and leave none for those who read.
  const last = new Map<Lane, Promise<unknown>>()
  const inLane = <T>(lane: Lane, step: (tables: Kysely<Schema>) => Promise<T>): Promise<T> => {
    const before = last.get(lane) ?? Promise.resolve()
    const result = before.then(() =>
      retryWhileBusy(() =>
        serially(async (tables) => {
          await takeLane(tables, lane)
          return step(tables)
        }),
      ),
    )
    last.set(
      lane,
      result.catch(() => undefined),
    )
    return result
  }
  return {
    write: (step, lane) =>
      guarded(() =>
        lane === undefined ? retryWhileBusy(() => serially(step)) : inLane(lane, step),
      ),
    read: (query) => guarded(() => query(own)),
    insertMany: insertByUnnest,
    findKnownKeys: knownKeysByUnnest,
    forget: () => guarded(() => vacuum(tables)),
    async close() {
      if (closed) return
      closed = true
      await Promise.allSettled(underWay)
      await tables.destroy()
    },
  }
}

/**
 * Takes what was deleted out of the table. Where it was in a page, in the log of the server and in
 * copies, no program can tell.
 */
async function vacuum(tables: Kysely<Schema>): Promise<void> {
  const table = `${postgresSchema}.evidence_content`
  await tables.executeQuery(CompiledQuery.raw(`VACUUM (INDEX_CLEANUP ON) ${table}`))
}

type Parser = (value: string) => unknown

/** A number where the driver gives text, since every count here is a safe integer. */
function parserOf(type: number, format?: 'text'): Parser {
  return type === int8 ? Number : types.getTypeParser(type, format)
}
