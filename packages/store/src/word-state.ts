import { epochSeconds } from '@fidecura/base'
import type { SeenWord, WordState } from '@fidecura/consent'
import type { Kysely } from 'kysely'
import type { Database } from './database.ts'
import type { Schema } from './schema.ts'

export function wordStateOf(database: Database): WordState {
  return {
    advance: (word, judge) =>
      database.write(async (tables) => {
        const last = await lastOf(tables, word)
        const verdict = last === undefined ? 'newer' : judge(last)
        if (verdict === 'newer') await keep(tables, word)
        if (verdict === 'contradiction') await accuse(tables, last, word)
        return verdict
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
  const { revision, as_of, word } = row
  return { register, record, revision, asOf: epochSeconds(as_of), word: word ?? undefined }
}

async function keep(
  tables: Kysely<Schema>,
  { register, record, revision, asOf, word }: SeenWord,
): Promise<void> {
  const said = { revision, as_of: Math.floor(asOf), word: word ?? null }
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
