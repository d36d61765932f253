import type { EpochSeconds } from '@fidecura/base'
import type { ReplayStore } from '@fidecura/credentials'
import type { Database } from './database.ts'

/** A replay store that outlives its process, and grows until it is told what may go. */
export interface DurableReplayStore extends ReplayStore {
  /**
   * Makes room: removes the uses that expired before the instant.
   *
   * @returns How many.
   */
  forgetExpired(before: EpochSeconds): Promise<number>
}

export function replayStoreOf(database: Database): DurableReplayStore {
  return {
    insert: ({ tenant, audience, nonce, expiresAt }) =>
      database.write(async (tables) => {
        // Rounded up, so that it is never kept for less than was asked.
        const row = { tenant, audience, nonce, expires_at: Math.ceil(expiresAt) }
        const { numInsertedOrUpdatedRows } = await tables
          .insertInto('replay')
          .values(row)
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirstOrThrow()
        return numInsertedOrUpdatedRows === 1n
      }),

    forgetExpired: (before) =>
      database.write(async (tables) => {
        const { numDeletedRows } = await tables
          .deleteFrom('replay')
          .where('expires_at', '<', before)
          .executeTakeFirstOrThrow()
        return Number(numDeletedRows)
      }),
  }
}
