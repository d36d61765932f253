import { epochSeconds } from '@fidecura/base'
import type { BundleState } from '@fidecura/credentials'
import type { Database } from './database.ts'

export function bundleStateOf(database: Database): BundleState {
  return {
    load: (bundle) =>
      database.read(async (tables) => {
        const row = await tables
          .selectFrom('seen_bundle')
          .select(['sequence', 'now'])
          .where('bundle', '=', bundle)
          .executeTakeFirst()
        if (row === undefined) return undefined
        return Object.freeze({ sequence: row.sequence, now: epochSeconds(row.now) })
      }),

    advance: (bundle, mark) =>
      database.write(async (tables) => {
        const row = { sequence: mark.sequence, now: Math.floor(mark.now) }
        const { numInsertedOrUpdatedRows } = await tables
          .insertInto('seen_bundle')
          .values({ bundle, ...row })
          .onConflict((conflict) =>
            conflict
              .column('bundle')
              .doUpdateSet(row)
              .where('seen_bundle.sequence', '<=', row.sequence)
              .where('seen_bundle.now', '<=', row.now),
          )
          .executeTakeFirstOrThrow()
        return numInsertedOrUpdatedRows === 1n
      }),
  }
}
