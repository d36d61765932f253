import { type ReplayStore, replayGraceSeconds } from '@fidecura/credentials'
import type { Database } from './database.ts'

// More than come in with one use, so the table shrinks back, and few enough not to hold it up.
const forgottenAtOnce = 16

export function replayStoreOf(database: Database): ReplayStore {
  return {
    insert: ({ tenant, audience, nonce, now, expiresAt }) =>
      database.write(async (tables) => {
        await tables
          .deleteFrom('replay')
          .where(({ eb, refTuple, selectFrom }) =>
            eb(
              refTuple('tenant', 'audience', 'nonce'),
              'in',
              selectFrom('replay')
                .select(['tenant', 'audience', 'nonce'])
                .where('expires_at', '<=', Math.floor(now) - replayGraceSeconds)
                .limit(forgottenAtOnce)
                .$asTuple('tenant', 'audience', 'nonce'),
            ),
          )
          .execute()
        // Rounded up, so that it is never kept for less than was asked.
        const row = { tenant, audience, nonce, expires_at: Math.ceil(expiresAt) }
        const { numInsertedOrUpdatedRows } = await tables
          .insertInto('replay')
          .values(row)
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirstOrThrow()
        return numInsertedOrUpdatedRows === 1n
      }),
  }
}
