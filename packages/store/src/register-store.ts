import { epochSeconds } from '@fidecura/base'
import type { RegisterEntry, RegisterEntryKind, RegisterStore } from '@fidecura/consent'
import type { Kysely, Selectable } from 'kysely'
import { advanceMark, readMark } from './clock-mark.ts'
import type { Database } from './database.ts'
import type { Schema } from './schema.ts'

export function registerStoreOf(database: Database): RegisterStore {
  return {
    append: ({ kind, key, record, digest, token, evidence }, clock) =>
      database.write(async (tables) => {
        const known = await findRow(tables, kind, key)
        if (known !== undefined) return entryOf(known)
        const row = {
          sequence: (await lastSequence(tables)) + 1,
          kind,
          key,
          record: record ?? null,
          digest,
          token: token ?? null,
          evidence: evidence ?? null,
          registered_at: await advanceMark(tables, 'register_mark', clock),
        }
        await tables.insertInto('register_entry').values(row).execute()
        return entryOf(row)
      }),

    find: (kind, key) =>
      database.read(async (tables) => {
        const row = await findRow(tables, kind, key)
        return row === undefined ? undefined : entryOf(row)
      }),

    snapshot: (record, clock) =>
      database.write(async (tables) => {
        const asOf = await advanceMark(tables, 'register_mark', clock)
        const rows = await tables
          .selectFrom('register_entry')
          .selectAll()
          .where('record', '=', record)
          .orderBy('sequence')
          .execute()
        return { asOf, entries: rows.map(entryOf) }
      }),

    latest: () => database.read((tables) => readMark(tables, 'register_mark')),
  }
}

type EntryRow = Selectable<Schema['register_entry']>

function findRow(
  tables: Kysely<Schema>,
  kind: RegisterEntryKind,
  key: string,
): Promise<EntryRow | undefined> {
  return tables
    .selectFrom('register_entry')
    .selectAll()
    .where('kind', '=', kind)
    .where('key', '=', key)
    .executeTakeFirst()
}

async function lastSequence(tables: Kysely<Schema>): Promise<number> {
  const last = await tables
    .selectFrom('register_entry')
    .select('sequence')
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst()
  return last?.sequence ?? 0
}

function entryOf(row: EntryRow): RegisterEntry {
  return Object.freeze({
    sequence: row.sequence,
    kind: row.kind as RegisterEntryKind,
    key: row.key,
    record: row.record ?? undefined,
    digest: row.digest,
    token: row.token ?? undefined,
    evidence: row.evidence ?? undefined,
    registeredAt: epochSeconds(row.registered_at),
  })
}
