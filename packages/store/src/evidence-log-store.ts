import { systemClock } from '@fidecura/base'
import type { DepositRecord, LogStore, Tile, TileId } from '@fidecura/evidence'
import { logConflict } from '@fidecura/evidence/store-kit'
import type { Kysely } from 'kysely'
import type { Database } from './database.ts'
import { insertDeposits } from './evidence-deposits.ts'
import type { Schema } from './schema.ts'

const hashBytes = 32

// Each is half a kilobyte, and tells when something existed to about this.
const keptEverySeconds = 60

export function evidenceLogStoreOf(database: Database): LogStore<DepositRecord> {
  const keptAt = new Map<string, number>()
  return {
    state: (origin) =>
      database.read(async (tables) => {
        // In one look: a checkpoint of more than there is would be a log that was rolled back.
        const log = await tables
          .selectFrom('evidence_log as log')
          .leftJoin('evidence_checkpoint as newest', 'newest.origin', 'log.origin')
          .select(['log.size', 'newest.checkpoint'])
          .where('log.origin', '=', origin)
          .executeTakeFirst()
        return { size: log?.size ?? 0, checkpoint: log?.checkpoint ?? undefined }
      }),

    append: (origin, size, leaves, tiles) =>
      database.write(async (tables) => {
        await advance(tables, origin, size, size + leaves.length)
        if (leaves.length === 0) return
        const entries = leaves.map(({ entry }, at) => ({ origin, place: size + at, entry }))
        await database.insertMany(tables, 'evidence_entry', entries, 'refuse')
        await insertDeposits({ tables, insertMany: database.insertMany }, origin, size, leaves)
        await database.insertMany(tables, 'evidence_tile', tiles.map(rowOf(origin)), 'replace')
      }),

    readTile: (origin, { level, index, width }: TileId) =>
      database.read(async (tables) => {
        const row = await tables
          .selectFrom('evidence_tile')
          .select('hashes')
          .where('origin', '=', origin)
          .where('level', '=', level as number)
          .where('place', '=', index)
          .executeTakeFirst()
        const bytes = width * hashBytes
        if (row === undefined || row.hashes.length < bytes) return undefined
        return new Uint8Array(row.hashes.subarray(0, bytes))
      }),

    readEntries: (origin, start, end) =>
      database.read(async (tables) => {
        const rows = await tables
          .selectFrom('evidence_entry')
          .select('entry')
          .where('origin', '=', origin)
          .where('place', '>=', start)
          .where('place', '<', end)
          .orderBy('place')
          .execute()
        return rows.map(({ entry }) => new Uint8Array(entry))
      }),

    publish: async (origin, size, checkpoint) => {
      const now = systemClock()
      const isDue = Math.abs(now - (keptAt.get(origin) ?? 0)) >= keptEverySeconds
      const isKept = await database.write(async (tables) => {
        const isKept = isDue && (await keepNewest(tables, origin))
        await tables
          .insertInto('evidence_checkpoint')
          .values({ origin, size, checkpoint })
          .onConflict((conflict) =>
            conflict
              .column('origin')
              .doUpdateSet({ size, checkpoint })
              .where('evidence_checkpoint.size', '<=', size),
          )
          .execute()
        return isKept
      })
      if (isKept) keptAt.set(origin, now)
    },

    firstCovering: (origin, index) =>
      database.read(async (tables) => {
        for (const table of ['evidence_kept_checkpoint', 'evidence_checkpoint'] as const) {
          const row = await tables
            .selectFrom(table)
            .select('checkpoint')
            .where('origin', '=', origin)
            .where('size', '>', index)
            .orderBy('size')
            .limit(1)
            .executeTakeFirst()
          if (row !== undefined) return row.checkpoint
        }
        return undefined
      }),
  }
}

/** Before a newer one takes its place: in a log that was quiet since, it is the one that tells most. */
async function keepNewest(tables: Kysely<Schema>, origin: string): Promise<boolean> {
  const { numInsertedOrUpdatedRows = 0n } = await tables
    .insertInto('evidence_kept_checkpoint')
    .columns(['origin', 'size', 'checkpoint'])
    .expression(
      tables
        .selectFrom('evidence_checkpoint')
        .select(['origin', 'size', 'checkpoint'])
        .where('origin', '=', origin),
    )
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows > 0n
}

/** The one place where two processes meet: of two that saw the same size, one gets on. */
async function advance(
  tables: Kysely<Schema>,
  origin: string,
  before: number,
  size: number,
): Promise<void> {
  if (before === 0) {
    await tables
      .insertInto('evidence_log')
      .values({ origin, size: 0 })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
  const { numUpdatedRows } = await tables
    .updateTable('evidence_log')
    .set({ size })
    .where('origin', '=', origin)
    .where('size', '=', before)
    .executeTakeFirst()
  if (numUpdatedRows !== 1n) throw logConflict()
}

function rowOf(origin: string): (tile: Tile) => Schema['evidence_tile'] {
  return ({ id, hashes }) => ({ origin, level: id.level as number, place: id.index, hashes })
}
