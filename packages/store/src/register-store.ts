import { type EpochSeconds, epochSeconds } from '@fidecura/base'
import type { RegisterEntryKind } from '@fidecura/consent'
import type { NewRegisterEntry, RegisterEntry, RegisterStore } from '@fidecura/consent/register'
import type { Kysely, Selectable } from 'kysely'
import { advanceMark, readMark } from './clock-mark.ts'
import type { Database } from './database.ts'
import { outboxRowOf, registerOutboxOf } from './register-outbox.ts'
import type { Schema } from './schema.ts'

export function registerStoreOf(database: Database): RegisterStore {
  return {
    append: (entry, clock, { also = [], tell = [] } = {}) =>
      database.write(async (tables) => {
        const all = [entry, ...also]
        for (const { kind, key } of all) {
          const known = await findRow(tables, kind, key)
          if (known !== undefined) return entryOf(known)
        }
        const first = (await lastSequence(tables)) + 1
        const registeredAt = await advanceMark(tables, 'register_mark', clock)
        const rows = all.map((each, n) => rowOf(each, first + n, registeredAt))
        await tables.insertInto('register_entry').values(rows).execute()
        const notices = tell.map((notice) => outboxRowOf(notice, first, registeredAt))
        if (notices.length > 0) await tables.insertInto('register_outbox').values(notices).execute()
        return entryOf(rowOf(entry, first, registeredAt))
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

    outbox: registerOutboxOf(database),

    latest: () => database.read((tables) => readMark(tables, 'register_mark')),
  }
}

type EntryRow = Selectable<Schema['register_entry']>

function rowOf(
  { kind, key, record, digest, token, evidence }: NewRegisterEntry,
  sequence: number,
  registeredAt: EpochSeconds,
): EntryRow {
  return {
    sequence,
    kind,
    key,
    record: record ?? null,
    digest,
    token: token ?? null,
    evidence: evidence ?? null,
    registered_at: registeredAt,
  }
}

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
