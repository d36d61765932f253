import { type ReplayStore, replayGraceSeconds } from '@fidecura/credentials'
import type { Database } from './database.ts'

// More than come in with one use, so the table shrinks back, and few enough not to hold it up.
const forgottenAtOnce = 16
// So that no step is long, and texts of queries are few.
const mostAtOnce = 32

type Use = Parameters<ReplayStore['insert']>[0]

interface Waiting {
  readonly use: Use
  readonly resolve: (isFresh: boolean) => void
  readonly reject: (error: unknown) => void
}

/**
 * Those that come while one is being written are written together: each waits for a disk, and verifying otherwise does
 * hardly anything else.
 */
export function replayStoreOf(database: Database): ReplayStore {
  const waiting: Waiting[] = []
  let isWriting = false

  async function writeAll(): Promise<void> {
    while (waiting.length > 0) await settle(waiting.splice(0, mostAtOnce))
    isWriting = false
  }

  async function settle(those: readonly Waiting[]): Promise<void> {
    try {
      const fresh = await insertAll(
        database,
        those.map(({ use }) => use),
      )
      for (const [at, { resolve }] of those.entries()) resolve(fresh[at] === true)
    } catch (error) {
      // One that cannot be kept keeps no other from being so.
      if (those.length > 1) for (const one of those) await settle([one])
      else those[0]?.reject(error)
    }
  }

  return {
    insert: (use) =>
      new Promise((resolve, reject) => {
        waiting.push({ use, resolve, reject })
        if (isWriting) return
        isWriting = true
        // SQLite writes without letting anybody else have a turn: whoever is about to ask gets theirs first.
        setImmediate(() => void writeAll())
      }),
  }
}

/** @returns Of each whether it is there by this call, in the order in which they were given. */
function insertAll(database: Database, uses: readonly Use[]): Promise<readonly boolean[]> {
  // By the clock that is behind, so that nothing is forgotten early.
  const now = Math.min(...uses.map((use) => use.now))
  // Rounded up, so that it is never kept for less than was asked.
  const rows = uses.map(({ tenant, audience, nonce, expiresAt }) => ({
    ...{ tenant, audience, nonce, expires_at: Math.ceil(expiresAt) },
  }))
  return database.write(async (tables) => {
    await tables
      .deleteFrom('replay')
      .where(({ eb, refTuple, selectFrom }) =>
        eb(
          refTuple('tenant', 'audience', 'nonce'),
          'in',
          selectFrom('replay')
            .select(['tenant', 'audience', 'nonce'])
            .where('expires_at', '<=', Math.floor(now) - replayGraceSeconds)
            .limit(forgottenAtOnce * uses.length)
            .$asTuple('tenant', 'audience', 'nonce'),
        ),
      )
      .execute()
    const added = await tables
      .insertInto('replay')
      .values(rows)
      .onConflict((conflict) => conflict.doNothing())
      .returning(['tenant', 'audience', 'nonce'])
      .execute()
    const names = new Set(added.map(nameOf))
    // Of two that are the same, the first one has it.
    return rows.map((row) => names.delete(nameOf(row)))
  })
}

function nameOf({ tenant, audience, nonce }: Pick<Use, 'tenant' | 'audience' | 'nonce'>): string {
  return JSON.stringify([tenant, audience, nonce])
}
