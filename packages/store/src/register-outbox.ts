import { type EpochSeconds, epochSeconds } from '@fidecura/base'
import type {
  NewRecipientNotice,
  NoticeName,
  RecipientNotice,
  RegisterOutbox,
  StatementChange,
} from '@fidecura/consent/register'
import { parseDid } from '@fidecura/identity'
import type { Kysely, Selectable, Updateable } from 'kysely'
import type { Database } from './database.ts'
import type { Schema } from './schema.ts'

type NoticeRow = Selectable<Schema['register_outbox']>

export function registerOutboxOf(database: Database): RegisterOutbox {
  return {
    claim: (now, most, next) =>
      database.write(async (tables) => {
        const due = await tables
          .selectFrom('register_outbox')
          .selectAll()
          .where('next_at', '<=', now)
          .orderBy('next_at')
          .orderBy('sequence')
          .limit(most)
          .execute()
        const claimed: RecipientNotice[] = []
        for (const row of due) {
          const attempts = row.attempts + 1
          const to = { attempts, next_at: next(attempts) ?? null }
          await update(tables, nameOf(row), to)
          claimed.push(noticeOf({ ...row, ...to }))
        }
        return claimed
      }),

    told: (name, at) =>
      database.write(async (tables) => {
        const known = await findRow(tables, name)
        await update(tables, name, { told_at: known?.told_at ?? at, next_at: null })
      }),

    acknowledge: (name, acknowledgement, at) =>
      database.write(async (tables) => {
        const known = await findRow(tables, name)
        if (known === undefined) return undefined
        const to = {
          next_at: null,
          told_at: known.told_at ?? at,
          acknowledged_at: known.acknowledged_at ?? at,
          acknowledgement: known.acknowledgement ?? acknowledgement,
        }
        await update(tables, name, to)
        return noticeOf({ ...known, ...to })
      }),

    find: (name) =>
      database.read(async (tables) => {
        const row = await findRow(tables, name)
        return row === undefined ? undefined : noticeOf(row)
      }),

    of: (statement) =>
      database.read(async (tables) => {
        const rows = await tables
          .selectFrom('register_outbox')
          .selectAll()
          .where((row) =>
            row.or([row('statement', '=', statement), row('replaces', '=', statement)]),
          )
          .orderBy('sequence')
          .orderBy('recipient')
          .execute()
        return rows.map(noticeOf)
      }),
  }
}

/** As it goes in with the entry of this number. */
export function outboxRowOf(
  { recipient, change, statement, replaces }: NewRecipientNotice,
  sequence: number,
  registeredAt: EpochSeconds,
): NoticeRow {
  const said = { sequence, recipient, change, statement, replaces: replaces ?? null }
  const state = { attempts: 0, next_at: registeredAt, told_at: null }
  const unanswered = { acknowledged_at: null, acknowledgement: null }
  return { ...said, registered_at: registeredAt, ...state, ...unanswered }
}

function findRow(
  tables: Kysely<Schema>,
  { sequence, recipient }: NoticeName,
): Promise<NoticeRow | undefined> {
  return tables
    .selectFrom('register_outbox')
    .selectAll()
    .where('sequence', '=', sequence)
    .where('recipient', '=', recipient)
    .executeTakeFirst()
}

async function update(
  tables: Kysely<Schema>,
  { sequence, recipient }: NoticeName,
  to: Updateable<Schema['register_outbox']>,
): Promise<void> {
  await tables
    .updateTable('register_outbox')
    .set(to)
    .where('sequence', '=', sequence)
    .where('recipient', '=', recipient)
    .execute()
}

function nameOf({ sequence, recipient }: NoticeRow): NoticeName {
  return { sequence, recipient: parseDid(recipient) }
}

function noticeOf(row: NoticeRow): RecipientNotice {
  return Object.freeze({
    ...nameOf(row),
    change: row.change as StatementChange,
    statement: row.statement,
    replaces: row.replaces ?? undefined,
    registeredAt: epochSeconds(row.registered_at),
    attempts: row.attempts,
    nextAt: instantOf(row.next_at),
    toldAt: instantOf(row.told_at),
    acknowledgedAt: instantOf(row.acknowledged_at),
    acknowledgement: row.acknowledgement ?? undefined,
  })
}

function instantOf(seconds: number | null): EpochSeconds | undefined {
  return seconds === null ? undefined : epochSeconds(seconds)
}
