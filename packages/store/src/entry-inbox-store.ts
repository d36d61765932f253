import { epochSeconds } from '@fidecura/base'
import type { EntryInboxStore, InboxAnswer, InboxEntry } from '@fidecura/consent/entries'
import type { Kysely, Selectable } from 'kysely'
import type { Database } from './database.ts'
import type { Schema } from './schema.ts'

export function entryInboxStoreOf(database: Database): EntryInboxStore {
  return {
    add: ({ entry, record, token, receivedAt }, most) =>
      database.write(async (tables) => {
        const known = await findRow(tables, entry)
        if (known !== undefined) return entryOf(known)
        const { count } = await tables
          .selectFrom('entry_inbox')
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .where('record', '=', record)
          .where('verdict', 'is', null)
          .executeTakeFirstOrThrow()
        if (count >= most) return undefined
        const row = { entry, record, token, received_at: receivedAt }
        const unanswered = { verdict: null, confirmation: null, answered_at: null }
        const added = await tables
          .insertInto('entry_inbox')
          .values({ ...row, ...unanswered })
          .returningAll()
          .executeTakeFirstOrThrow()
        return entryOf(added)
      }),

    answer: (entry, { verdict, confirmation, answeredAt }) =>
      database.write(async (tables) => {
        const known = await findRow(tables, entry)
        if (known === undefined) return undefined
        const may =
          known.verdict === null || (known.verdict === 'confirmed' && verdict === 'disputed')
        if (!may) return entryOf(known)
        const said = { verdict, confirmation, answered_at: answeredAt }
        await tables.updateTable('entry_inbox').set(said).where('entry', '=', entry).execute()
        return entryOf({ ...known, ...said })
      }),

    find: (entry) =>
      database.read(async (tables) => {
        const row = await findRow(tables, entry)
        return row === undefined ? undefined : entryOf(row)
      }),

    waiting: (record, after, limit) =>
      database.read(async (tables) => {
        const rows = await tables
          .selectFrom('entry_inbox')
          .selectAll()
          .where('record', '=', record)
          .where('verdict', 'is', null)
          .where('number', '>', after)
          .orderBy('number')
          .limit(limit)
          .execute()
        return rows.map(entryOf)
      }),
  }
}

type InboxRow = Selectable<Schema['entry_inbox']>

function findRow(tables: Kysely<Schema>, entry: string): Promise<InboxRow | undefined> {
  return tables.selectFrom('entry_inbox').selectAll().where('entry', '=', entry).executeTakeFirst()
}

function entryOf(row: InboxRow): InboxEntry {
  const { number, entry, record, token } = row
  const receivedAt = epochSeconds(row.received_at)
  return Object.freeze({ number, entry, record, token, receivedAt, answer: answerOf(row) })
}

function answerOf({ verdict, confirmation, answered_at }: InboxRow): InboxAnswer | undefined {
  if (confirmation === null || answered_at === null) return undefined
  const answeredAt = epochSeconds(answered_at)
  return Object.freeze({ verdict: verdict as InboxAnswer['verdict'], confirmation, answeredAt })
}
