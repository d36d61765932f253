import { setImmediate as turn } from 'node:timers/promises'
import { type EpochSeconds, epochSeconds } from '@fidecura/base'
import type {
  NewSwitchAct,
  SelectedCredential,
  SwitchAct,
  SwitchStore,
} from '@fidecura/credentials'
import { isSameSwitchAct, isStatusNews } from '@fidecura/credentials/switch'
import type { Kysely, Selectable } from 'kysely'
import type { Database } from './database.ts'
import { StoreError } from './errors.ts'
import type { Schema } from './schema.ts'
import { type FoundCredential, selectPage } from './select-issued.ts'
import { createDecoys, type Decoys } from './switch-decoys.ts'
import { holdEntries, releaseHeld, releasePage } from './switch-hits.ts'
import { createJournal, type Journal } from './switch-journal.ts'

// Few enough for one statement of SQLite, and for others of this process to get their turn.
const pageSize = 1000

export function switchStoreOf(database: Database): SwitchStore {
  return {
    select: (issuer, selection, page) =>
      database.read(async (tables) => {
        const rows = await selectPage(tables, issuer, selection, page)
        return rows.map(
          ({ id, type, list, index, value }): SelectedCredential =>
            Object.freeze({ id, type, list, index, value }),
        )
      }),

    act: (act, { clock, expected, decoys: wanted = 0, onProgress }) =>
      database.write(async (tables) => {
        const known = await findAct(tables, act.issuer, act.id)
        if (known !== undefined) {
          const done = actOf(known)
          if (isSameSwitchAct(done, act)) return done
          throw new StoreError('issued_conflict', 'This id stands for another act')
        }
        const number = await insertAct(tables, act, epochSeconds(Math.floor(clock())))
        const journal = createJournal(tables, clock)
        const decoys = createDecoys(tables, wanted)
        const changed = (): number => journal.written() - decoys.drawn()
        let matched = 0
        let after: string | undefined
        for (;;) {
          const page = { limit: pageSize, ...(after === undefined ? {} : { after }) }
          const rows = await selectPage(tables, act.issuer, act.selection, page)
          if (rows.length === 0) break
          after = rows.at(-1)?.id
          matched += rows.length
          await turnOff(tables, rows, act, { number, journal, decoys })
          onProgress?.({ matched, changed: changed() })
          await turn()
        }
        if (expected !== undefined && expected !== matched) {
          throw new StoreError('switch_count_changed', 'Not as many as were expected')
        }
        const done = await tables
          .updateTable('switch_act')
          .set({ matched, changed: changed(), lists: JSON.stringify(journal.lists()) })
          .where('number', '=', number)
          .returningAll()
          .executeTakeFirstOrThrow()
        return actOf(done)
      }),

    undo: (issuer, id, { clock, onProgress }) =>
      database.write(async (tables) => {
        const found = await findAct(tables, issuer, id)
        if (found === undefined) throw new StoreError('switch_not_found', 'No act of this id')
        if (found.kind === 'revoke') {
          throw new StoreError('switch_not_undoable', 'A revocation is final')
        }
        if (found.undone_at !== null) return actOf(found)
        const journal = createJournal(tables, clock)
        let released = 0
        let decoys = 0
        for (;;) {
          const rows = await releasePage(tables, found.number)
          if (rows.length === 0) break
          decoys += rows.filter(({ shared, own }) => shared === 0 && own === 0).length
          released += rows.length
          const free = rows.filter(({ shared }) => shared === 0)
          await journal.write(
            free.map(({ list, list_index: index }) => ({ list, index })),
            {
              value: 'valid',
            },
          )
          onProgress?.({ matched: released - decoys, changed: journal.written() - decoys })
          await turn()
        }
        const undone = { undone_at: Math.floor(clock()), reinstated: journal.written() - decoys }
        const done = await tables
          .updateTable('switch_act')
          .set(undone)
          .where('number', '=', found.number)
          .returningAll()
          .executeTakeFirstOrThrow()
        return actOf(done)
      }),

    acts: (issuer, limit) =>
      database.read(async (tables) => {
        const rows = await tables
          .selectFrom('switch_act')
          .selectAll()
          .where('issuer', '=', issuer)
          .orderBy('number', 'desc')
          .limit(limit)
          .execute()
        return rows.map(actOf)
      }),

    unlabelled: (issuer, limit) =>
      database.read((tables) =>
        tables
          .selectFrom('issued')
          .select(['id', 'token'])
          .where('issuer', '=', issuer)
          .where('labelled', '=', 0)
          .limit(limit)
          .execute(),
      ),

    label: (issuer, id, labels) =>
      database.write(async (tables) => {
        for (const { kind, value } of labels) {
          await tables
            .insertInto('issued_label')
            .values({ issuer, kind, value, id })
            .onConflict((conflict) => conflict.doNothing())
            .execute()
        }
        await tables
          .updateTable('issued')
          .set({ labelled: 1 })
          .where('issuer', '=', issuer)
          .where('id', '=', id)
          .execute()
      }),
  }
}

interface Turning {
  readonly number: number
  readonly journal: Journal
  readonly decoys: Decoys
}

async function turnOff(
  tables: Kysely<Schema>,
  rows: readonly FoundCredential[],
  act: NewSwitchAct,
  { number, journal, decoys }: Turning,
): Promise<void> {
  const value = act.kind === 'suspend' ? 'suspended' : 'revoked'
  // A second reason to suspend is written down, too: it may forbid what the first one leaves open.
  const changing = rows.filter(
    (row) =>
      (row.value !== 'revoked' || value === 'revoked') &&
      isStatusNews({ ...act, value }, lastOf(row)),
  )
  const among = await decoys.drawFor(changing)
  await journal.write([...changing, ...among], { ...act, value })
  if (act.kind === 'revoke') {
    for (const { list, index, held } of changing) if (held) await releaseHeld(tables, list, index)
    return
  }
  const holding = rows.filter(({ value: before, held }) => before === 'valid' || held)
  await holdEntries(tables, number, [...holding, ...among])
}

function lastOf({ value, at, reason, invalid_from: from }: FoundCredential) {
  if (at === null) return undefined
  return {
    value,
    at: epochSeconds(at),
    ...(reason === null ? {} : { reason }),
    ...(from === null ? {} : { invalidFrom: epochSeconds(from) }),
  }
}

async function insertAct(
  tables: Kysely<Schema>,
  { issuer, id, kind, selection, reason, invalidFrom, orderedBy }: NewSwitchAct,
  at: EpochSeconds,
): Promise<number> {
  const row = await tables
    .insertInto('switch_act')
    .values({
      issuer,
      id,
      kind,
      selection: JSON.stringify(selection),
      at,
      reason: reason ?? null,
      invalid_from: invalidFrom === undefined ? null : Math.floor(invalidFrom),
      ordered_by: orderedBy === undefined ? null : JSON.stringify(orderedBy),
      matched: 0,
      changed: 0,
      lists: '[]',
      undone_at: null,
      reinstated: null,
    })
    .returning('number')
    .executeTakeFirstOrThrow()
  return row.number
}

function findAct(tables: Kysely<Schema>, issuer: string, id: string) {
  return tables
    .selectFrom('switch_act')
    .selectAll()
    .where('issuer', '=', issuer)
    .where('id', '=', id)
    .executeTakeFirst()
}

function actOf(row: Selectable<Schema['switch_act']>): SwitchAct {
  const { issuer, id, matched, changed, reason, invalid_from: from, ordered_by: by } = row
  const undone =
    row.undone_at === null
      ? {}
      : { undone: { at: epochSeconds(row.undone_at), reinstated: row.reinstated ?? 0 } }
  return Object.freeze({
    issuer,
    id,
    kind: row.kind as SwitchAct['kind'],
    selection: JSON.parse(row.selection),
    at: epochSeconds(row.at),
    matched,
    changed,
    lists: JSON.parse(row.lists),
    ...(reason === null ? {} : { reason }),
    ...(from === null ? {} : { invalidFrom: epochSeconds(from) }),
    ...(by === null ? {} : { orderedBy: JSON.parse(by) }),
    ...undone,
  })
}
