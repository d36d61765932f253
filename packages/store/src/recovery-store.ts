import { epochSeconds } from '@fidecura/base'
import type {
  RecoveryAttempt,
  RecoveryPath,
  RecoveryState,
  RecoveryStore,
} from '@fidecura/credentials/recovery'
import type { Kysely, Selectable } from 'kysely'
import { advanceMark, readMark } from './clock-mark.ts'
import type { Database } from './database.ts'
import type { Schema } from './schema.ts'

export function recoveryStoreOf(database: Database): RecoveryStore {
  /** Changes an attempt that is in this state, and returns it as it stands then. */
  const step = (
    id: string,
    from: RecoveryState | 'any',
    change: (tables: Kysely<Schema>, row: AttemptRow) => Promise<Partial<AttemptRow>>,
  ): Promise<RecoveryAttempt | undefined> =>
    database.write(async (tables) => {
      const row = await findRow(tables, id)
      if (row === undefined) return undefined
      if (from !== 'any' && row.state !== from) return attemptOf(row)
      const changed = await change(tables, row)
      if (Object.keys(changed).length > 0) {
        await tables.updateTable('recovery_attempt').set(changed).where('id', '=', id).execute()
      }
      return attemptOf({ ...row, ...changed })
    })

  return {
    open: ({ oldKeys, newKey, delaySeconds, ...attempt }, clock) =>
      database.write(async (tables) => {
        const { id, identity, path, digest, submission, successor } = attempt
        const known = await findRow(tables, id)
        if (known !== undefined) return attemptOf(known)
        const won = await tables
          .selectFrom('recovery_attempt')
          .select('id')
          .where('identity', '=', identity)
          .where('state', 'in', ['completing', 'completed'])
          .executeTakeFirst()
        if (won !== undefined) return 'ended'
        if (await isRetired(tables, newKey)) return 'key_retired'
        const now = await advanceMark(tables, 'recovery_mark', clock)
        await tables
          .updateTable('recovery_attempt')
          .set({ state: 'replaced', changed_at: now })
          .where('identity', '=', identity)
          .where('path', '=', path)
          .where('state', '=', 'open')
          .execute()
        const row: AttemptRow = {
          id,
          identity,
          path,
          digest,
          submission,
          new_key: newKey,
          old_keys: JSON.stringify(oldKeys),
          successor,
          delay_seconds: delaySeconds,
          opened_at: now,
          completes_at: now + delaySeconds,
          noticed_at: now,
          state: 'open',
          changed_at: now,
          objection: null,
          result: null,
        }
        await tables.insertInto('recovery_attempt').values(row).execute()
        return attemptOf(row)
      }),

    find: (id) =>
      database.read(async (tables) => {
        const row = await findRow(tables, id)
        return row === undefined ? undefined : attemptOf(row)
      }),

    openedSince: (identity, path, instant) =>
      database.read(async (tables) => {
        const { count } = await tables
          .selectFrom('recovery_attempt')
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .where('identity', '=', identity)
          .where('path', '=', path)
          .where('opened_at', '>=', instant)
          .executeTakeFirstOrThrow()
        return Number(count)
      }),

    notice: (id, clock) =>
      step(id, 'any', async (tables) => ({
        noticed_at: await advanceMark(tables, 'recovery_mark', clock),
      })),

    object: (id, objection, clock) =>
      step(id, 'open', async (tables) => {
        const now = await advanceMark(tables, 'recovery_mark', clock)
        return { objection, state: 'objected', changed_at: now }
      }),

    begin: (id, clock) =>
      step(id, 'open', async (tables, row) => {
        const now = await advanceMark(tables, 'recovery_mark', clock)
        if (now < row.completes_at) return {}
        if (await isRetired(tables, row.new_key)) return { state: 'overtaken', changed_at: now }
        await tables
          .updateTable('recovery_attempt')
          .set({ state: 'overtaken', changed_at: now })
          .where('identity', '=', row.identity)
          .where('id', '!=', id)
          .where('state', '=', 'open')
          .execute()
        for (const key of attemptOf(row).oldKeys) {
          await tables
            .insertInto('recovery_retired_key')
            .values({ key })
            .onConflict((conflict) => conflict.doNothing())
            .execute()
        }
        return { state: 'completing', changed_at: now }
      }),

    finish: (id, result, clock) =>
      step(id, 'completing', async (tables) => {
        await advanceMark(tables, 'recovery_mark', clock)
        return { result, state: 'completed' }
      }),

    latest: () => database.read((tables) => readMark(tables, 'recovery_mark')),
  }
}

type AttemptRow = Selectable<Schema['recovery_attempt']>

function findRow(tables: Kysely<Schema>, id: string): Promise<AttemptRow | undefined> {
  return tables.selectFrom('recovery_attempt').selectAll().where('id', '=', id).executeTakeFirst()
}

async function isRetired(tables: Kysely<Schema>, key: string): Promise<boolean> {
  const row = await tables
    .selectFrom('recovery_retired_key')
    .select('key')
    .where('key', '=', key)
    .executeTakeFirst()
  return row !== undefined
}

function attemptOf(row: AttemptRow): RecoveryAttempt {
  return Object.freeze({
    id: row.id,
    identity: row.identity,
    path: row.path as RecoveryPath,
    digest: row.digest,
    submission: row.submission,
    newKey: row.new_key,
    oldKeys: Object.freeze(JSON.parse(row.old_keys) as string[]),
    successor: row.successor,
    delaySeconds: row.delay_seconds,
    openedAt: epochSeconds(row.opened_at),
    completesAt: epochSeconds(row.completes_at),
    noticedAt: epochSeconds(row.noticed_at),
    state: row.state as RecoveryState,
    changedAt: epochSeconds(row.changed_at),
    ...(row.objection === null ? {} : { objection: row.objection }),
    ...(row.result === null ? {} : { result: row.result }),
  })
}
