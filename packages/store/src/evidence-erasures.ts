import { epochSeconds } from '@fidecura/base'
import type { DepositRecord, EvidenceId, EvidenceStore, Leaf } from '@fidecura/evidence'
import { alreadyErased, idOnHold } from '@fidecura/evidence/store-kit'
import type { Kysely } from 'kysely'
import type { Database } from './database.ts'
import type { Schema } from './schema.ts'

/** What erasing, and what keeps from it, have to do with the store. */
export function evidenceErasuresOf(
  database: Database,
): Pick<EvidenceStore, 'destroy' | 'holds' | 'placeHold' | 'releaseHold'> {
  return {
    destroy: async (id, numbers) => {
      await database.write(async (tables) => {
        if (await isHeld(tables, [id])) throw idOnHold()
        if (numbers.length === 0) return
        await tables
          .deleteFrom('evidence_content')
          .where('id', '=', id)
          .where('number', 'in', numbers)
          .execute()
      })
      await database.forget()
    },

    holds: (id) =>
      database.read(async (tables) => {
        const rows = await tables
          .selectFrom('evidence_hold')
          .select(['reason', 'since'])
          .where('id', '=', id)
          .orderBy('since')
          .orderBy('reason')
          .execute()
        return rows.map(({ reason, since }) => ({ reason, since: epochSeconds(since) }))
      }),

    placeHold: (id, { reason, since }) =>
      database.write(async (tables) => {
        if (await isBuried(tables, [id])) throw alreadyErased()
        await tables
          .insertInto('evidence_hold')
          .values({ id, reason, since: Math.floor(since) })
          .onConflict((conflict) => conflict.doNothing())
          .execute()
      }),

    releaseHold: (id, reason) =>
      database.write(async (tables) => {
        const { numDeletedRows } = await tables
          .deleteFrom('evidence_hold')
          .where('id', '=', id)
          .where('reason', '=', reason)
          .executeTakeFirst()
        return numDeletedRows > 0n
      }),
  }
}

/**
 * In the same step as what is added: a hold that came first keeps its id from being buried, and a tombstone
 * that came first lets no version in that nobody would bury. Nothing is asked about first versions, which most are.
 *
 * @throws EvidenceError `evidence_on_hold`, `evidence_erased`.
 */
export async function assertStanding(
  tables: Kysely<Schema>,
  leaves: readonly Leaf<DepositRecord>[],
): Promise<void> {
  const idsOf = (isIt: (record: DepositRecord) => boolean): readonly EvidenceId[] =>
    leaves.flatMap(({ record }) => (isIt(record) ? [record.id] : []))
  if (
    await isHeld(
      tables,
      idsOf(({ kind }) => kind === 'tombstone'),
    )
  )
    throw idOnHold()
  const further = idsOf(({ kind, number }) => kind === 'deposit' && number > 1)
  if (await isBuried(tables, further)) throw alreadyErased()
}

async function isHeld(tables: Kysely<Schema>, ids: readonly EvidenceId[]): Promise<boolean> {
  if (ids.length === 0) return false
  const found = tables.selectFrom('evidence_hold').select('id').where('id', 'in', ids).limit(1)
  return (await found.executeTakeFirst()) !== undefined
}

async function isBuried(tables: Kysely<Schema>, ids: readonly EvidenceId[]): Promise<boolean> {
  if (ids.length === 0) return false
  const found = tables
    .selectFrom('evidence_deposit')
    .select('id')
    .where('id', 'in', ids)
    .where('kind', '=', 'tombstone')
    .limit(1)
  return (await found.executeTakeFirst()) !== undefined
}
