import {
  maxSubscriptions,
  maxSubscriptionsEach,
  maxSubscriptionsPerOrigin,
  type StatusSubscriptions,
} from '@fidecura/credentials/switch'
import { sql } from 'kysely'
import type { Database } from './database.ts'

export function statusSubscriptionsOf(database: Database): StatusSubscriptions {
  return {
    add: ({ list, url, subscriber }, now) =>
      database.write(async (tables) => {
        const known = await tables
          .selectFrom('status_subscription')
          .select('url')
          .where('list', '=', list)
          .where('url', '=', url)
          .where('subscriber', '=', subscriber)
          .executeTakeFirst()
        if (known !== undefined) return true
        const { count } = await tables
          .selectFrom('status_subscription')
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .where('list', '=', list)
          .executeTakeFirstOrThrow()
        const { own } = await tables
          .selectFrom('status_subscription')
          .select(({ fn }) => fn.countAll<number>().as('own'))
          .where('list', '=', list)
          .where('subscriber', '=', subscriber)
          .executeTakeFirstOrThrow()
        if (count >= maxSubscriptions || own >= maxSubscriptionsEach) return false
        const origin = `${new URL(url).origin}/`
        const { there } = await tables
          .selectFrom('status_subscription')
          .select(({ fn }) => fn.countAll<number>().as('there'))
          .where('list', '=', list)
          .where(sql`substr(url, 1, ${origin.length})`, '=', origin)
          .executeTakeFirstOrThrow()
        if (there >= maxSubscriptionsPerOrigin) return false
        await tables
          .insertInto('status_subscription')
          .values({ list, url, subscriber, since: Math.floor(now) })
          .execute()
        return true
      }),

    remove: ({ list, url, subscriber }) =>
      database.write(async (tables) => {
        await tables
          .deleteFrom('status_subscription')
          .where('list', '=', list)
          .where('url', '=', url)
          .where('subscriber', '=', subscriber)
          .execute()
      }),

    of: (list) =>
      database.read((tables) =>
        tables
          .selectFrom('status_subscription')
          .select(['list', 'url', 'subscriber'])
          .where('list', '=', list)
          .orderBy('url')
          .orderBy('subscriber')
          .execute(),
      ),
  }
}
