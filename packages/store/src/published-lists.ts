import { epochSeconds } from '@fidecura/base'
import type { PublishedLists } from '@fidecura/credentials/switch'
import type { Kysely } from 'kysely'
import type { Database } from './database.ts'
import type { Schema } from './schema.ts'

export function publishedListsOf(database: Database): PublishedLists {
  return {
    put: ({ url: list, issuedAt, validUntil, sequence, list: token, history }) =>
      database.write(async (tables) => {
        const last = await newestRow(tables, list)
        if (last !== undefined && (last.issued_at > issuedAt || last.sequence > sequence)) {
          return false
        }
        const row = { list, issued_at: issuedAt, valid_until: validUntil, sequence, token }
        await tables
          .insertInto('published_list')
          .values(row)
          .onConflict((conflict) => conflict.columns(['list', 'issued_at']).doUpdateSet(row))
          .execute()
        await tables
          .insertInto('published_history')
          .values({ list, token: history })
          .onConflict((conflict) => conflict.column('list').doUpdateSet({ token: history }))
          .execute()
        return true
      }),

    newest: (url) =>
      database.read(async (tables) => {
        // One statement, for between two somebody might publish.
        const row = await newestRow(tables, url)
        if (row === undefined) return undefined
        return Object.freeze({
          url,
          list: row.token,
          history: row.history,
          issuedAt: epochSeconds(row.issued_at),
          validUntil: epochSeconds(row.valid_until),
          sequence: row.sequence,
        })
      }),

    at: (url, time) =>
      database.read(async (tables) => {
        const row = await tables
          .selectFrom('published_list')
          .select('token')
          .where('list', '=', url)
          .where('issued_at', '<=', Math.floor(time))
          .orderBy('issued_at', 'desc')
          .limit(1)
          .executeTakeFirst()
        return row?.token
      }),
  }
}

function newestRow(tables: Kysely<Schema>, list: string) {
  return tables
    .selectFrom('published_list')
    .innerJoin('published_history', 'published_history.list', 'published_list.list')
    .select(['published_list.token', 'published_history.token as history'])
    .select(['issued_at', 'valid_until', 'sequence'])
    .where('published_list.list', '=', list)
    .orderBy('issued_at', 'desc')
    .limit(1)
    .executeTakeFirst()
}
