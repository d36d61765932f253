import { epochSeconds } from '@fidecura/base'
import type { AcceptedLoss, SeenWord, WordState } from '@fidecura/consent'
import type { Kysely } from 'kysely'
import type { Database } from './database.ts'
import type { Schema } from './schema.ts'

export function wordStateOf(database: Database): WordState {
  return {
    advance: (word, judge) =>
      database.write(async (tables) => {
        const last = await lastOf(tables, word)
        const losses = last === undefined ? [] : await lossesOf(tables, word)
        const verdict = last === undefined ? 'newer' : judge(last, losses)
        if (verdict === 'newer') await keep(tables, word, last?.lost)
        if (verdict === 'contradiction' || verdict === 'after_loss') {
          await accuse(tables, last, word)
        }
        if (verdict === 'after_loss') {
          const before = last?.word === undefined ? [] : [last.word]
          await keep(tables, word, [...(last?.lost ?? []), ...before])
        }
        return verdict
      }),

    acceptLoss: ({ register, loss, approvals }) =>
      database.write(async (tables) => {
        await tables
          .insertInto('accepted_loss')
          .values({ register, loss, approvals: JSON.stringify(approvals) })
          .onConflict((conflict) => conflict.doNothing())
          .execute()
      }),

    losses: () =>
      database.read(async (tables) => {
        const rows = await tables.selectFrom('accepted_loss').selectAll().execute()
        return rows.map(({ register, loss, approvals }): AcceptedLoss => {
          return { register, loss, approvals: JSON.parse(approvals) }
        })
      }),

    contradictions: () =>
      database.read((tables) =>
        tables
          .selectFrom('word_contradiction')
          .select(['register', 'record', 'first', 'second'])
          .orderBy('register')
          .orderBy('record')
          .execute(),
      ),
  }
}

async function lastOf(
  tables: Kysely<Schema>,
  { register, record }: SeenWord,
): Promise<SeenWord | undefined> {
  const row = await tables
    .selectFrom('seen_word')
    .selectAll()
    .where('register', '=', register)
    .where('record', '=', record)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const { revision, as_of, word, lost } = row
  const seen = { register, record, revision, asOf: epochSeconds(as_of), word: word ?? undefined }
  return lost === null ? seen : { ...seen, lost: JSON.parse(lost) }
}

async function lossesOf(
  tables: Kysely<Schema>,
  { register }: SeenWord,
): Promise<readonly string[]> {
  const rows = await tables
    .selectFrom('accepted_loss')
    .select('loss')
    .where('register', '=', register)
    .execute()
  return rows.map(({ loss }) => loss)
}

async function keep(
  tables: Kysely<Schema>,
  { register, record, revision, asOf, word }: SeenWord,
  before: readonly string[] = [],
): Promise<void> {
  const lost = before.length === 0 ? null : JSON.stringify(before)
  const said = { revision, as_of: Math.floor(asOf), word: word ?? null, lost }
  await tables
    .insertInto('seen_word')
    .values({ register, record, ...said })
    .onConflict((conflict) => conflict.columns(['register', 'record']).doUpdateSet(said))
    .execute()
}

async function accuse(
  tables: Kysely<Schema>,
  last: SeenWord | undefined,
  { register, record, word: second }: SeenWord,
): Promise<void> {
  const first = last?.word
  if (first === undefined || second === undefined) return
  await tables
    .insertInto('word_contradiction')
    .values({ register, record, first, second })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
