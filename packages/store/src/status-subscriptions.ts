import { maxSubscriptions, type StatusSubscriptions } from '@fidecura/credentials/switch'
import type { Database } from './database.ts'

export function statusSubscriptionsOf(database: Database): StatusSubscriptions {
  return {
    add: ({ list, url }, now) =>
      database.write(async (tables) => {
        const known = await tables
          .selectFrom('status_subscription')
          .select('url')
          .where('list', '=', list)
          .where('url', '=', url)
          .executeTakeFirst()
        if (known !== undefined) return true
        const { count } = await tables
          .selectFrom('status_subscription')
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .where('list', '=', list)
          .executeTakeFirstOrThrow()
        if (count >= maxSubscriptions) return false
        await tables
          .insertInto('status_subscription')
          .values({ list, url, since: Math.floor(now) })
          .execute()
        return true
      }),

    remove: ({ list, url }) =>
      database.write(async (tables) => {
        await tables
          .deleteFrom('status_subscription')
          .where('list', '=', list)
          .where('url', '=', url)
          .execute()
      }),

    of: (list) =>
      database.read((tables) =>
        tables
          .selectFrom('status_subscription')
          .select(['list', 'url'])
          .where('list', '=', list)
          .orderBy('url')
          .execute(),
      ),
  }
}
