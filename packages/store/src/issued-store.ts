import { randomInt } from 'node:crypto'
import { type EpochSeconds, epochSeconds } from '@fidecura/base'
import type {
  IssuedCredential,
  IssuedStatusChange,
  IssuedStore,
  NewIssuedStatusChange,
} from '@fidecura/credentials'
import type { Kysely, Selectable } from 'kysely'
import type { Database } from './database.ts'
import { StoreError } from './errors.ts'
import type { Schema } from './schema.ts'
import { drawStatusIndex, isDrawn } from './status-index.ts'

export function issuedStoreOf(database: Database): IssuedStore {
  return {
    allocate: (list, size) =>
      database.write((tables) => drawStatusIndex(tables, { list, size, random: randomInt })),

    insert: (credential) => database.write((tables) => insert(tables, credential)),

    find: (issuer, id) =>
      database.read(async (tables) => {
        const row = await findRow(tables, issuer, id)
        return row === undefined ? undefined : credentialOf(row)
      }),

    change: (list, change, clock) =>
      database.write(async (tables) => {
        if (!(await isDrawn(tables, list, change.index))) throw unknownIndex()
        const before = await lastChange(tables, list, change.index)
        if (before?.value === change.value) return before
        if (before?.value === 'revoked') throw refused('A revocation is final')
        const last = await lastChange(tables, list)
        const at = epochSeconds(Math.max(Math.floor(clock()), last?.at ?? 0))
        assertTellable(change, at)
        const row = {
          list,
          sequence: (last?.sequence ?? 0) + 1,
          list_index: change.index,
          value: change.value,
          at,
          invalid_from: change.invalidFrom === undefined ? null : Math.floor(change.invalidFrom),
          reason: change.reason ?? null,
        }
        await tables.insertInto('status_change').values(row).execute()
        return changeOf(row)
      }),

    changesOf: (list) =>
      database.read(async (tables) => {
        const rows = await tables
          .selectFrom('status_change')
          .selectAll()
          .where('list', '=', list)
          .orderBy('sequence')
          .execute()
        return rows.map(changeOf)
      }),
  }
}

async function insert(tables: Kysely<Schema>, credential: IssuedCredential): Promise<void> {
  const { issuer, id, type, token, issuedAt, status } = credential
  const known = await findRow(tables, issuer, id)
  if (known !== undefined) {
    if (known.token === token) return
    throw new StoreError('issued_conflict', 'This issuer used this id for another credential')
  }
  if (status !== undefined) {
    if (!(await isDrawn(tables, status.list, status.index))) throw unknownIndex()
    const taken = await tables
      .selectFrom('issued')
      .select('id')
      .where('list', '=', status.list)
      .where('list_index', '=', status.index)
      .executeTakeFirst()
    if (taken !== undefined) {
      throw new StoreError('status_index_taken', 'The status index of another credential')
    }
  }
  const row = {
    issuer,
    id,
    type,
    token,
    issued_at: Math.floor(issuedAt),
    list: status?.list ?? null,
    list_index: status?.index ?? null,
  }
  await tables.insertInto('issued').values(row).execute()
}

const reasonCode = /^[a-z][a-z0-9_]{0,63}$/

/** The signed history would be refused whole for a change that breaks its rules. */
function assertTellable(change: NewIssuedStatusChange, at: EpochSeconds): void {
  const { value, invalidFrom, reason } = change
  if (invalidFrom !== undefined && (value === 'valid' || !(invalidFrom <= at))) {
    throw refused('Reaches back from a good value, or forward')
  }
  if (reason !== undefined && !reasonCode.test(reason)) throw refused('The reason is not a code')
}

function refused(message: string): StoreError {
  return new StoreError('status_change_refused', message)
}

async function lastChange(
  tables: Kysely<Schema>,
  list: string,
  index?: number,
): Promise<IssuedStatusChange | undefined> {
  let query = tables.selectFrom('status_change').selectAll().where('list', '=', list)
  if (index !== undefined) query = query.where('list_index', '=', index)
  const row = await query.orderBy('sequence', 'desc').limit(1).executeTakeFirst()
  return row === undefined ? undefined : changeOf(row)
}

function changeOf(row: Selectable<Schema['status_change']>): IssuedStatusChange {
  return Object.freeze({
    sequence: row.sequence,
    index: row.list_index,
    value: row.value as IssuedStatusChange['value'],
    at: epochSeconds(row.at),
    ...(row.invalid_from === null ? {} : { invalidFrom: epochSeconds(row.invalid_from) }),
    ...(row.reason === null ? {} : { reason: row.reason }),
  })
}

function findRow(
  tables: Kysely<Schema>,
  issuer: string,
  id: string,
): Promise<Selectable<Schema['issued']> | undefined> {
  return tables
    .selectFrom('issued')
    .selectAll()
    .where('issuer', '=', issuer)
    .where('id', '=', id)
    .executeTakeFirst()
}

function credentialOf(row: Selectable<Schema['issued']>): IssuedCredential {
  const { issuer, id, type, token, list, list_index: index } = row
  const issuedAt: EpochSeconds = epochSeconds(row.issued_at)
  const status = list === null || index === null ? {} : { status: Object.freeze({ list, index }) }
  return Object.freeze({ issuer, id, type, token, issuedAt, ...status })
}

function unknownIndex(): StoreError {
  return new StoreError('status_index_unknown', 'Not an index that was drawn from this list')
}
