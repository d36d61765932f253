import { randomInt } from 'node:crypto'
import { type EpochSeconds, epochSeconds } from '@fidecura/base'
import type { IssuedCredential, IssuedStore, NewIssuedCredential } from '@fidecura/credentials'
import { isStatusNews } from '@fidecura/credentials/switch'
import type { Kysely, Selectable } from 'kysely'
import type { Database } from './database.ts'
import { StoreError } from './errors.ts'
import type { Schema } from './schema.ts'
import { assertTellable, changeOf, lastChange, refused } from './status-changes.ts'
import { drawStatusIndex, isDrawn, isKnown } from './status-index.ts'
import { releaseHeld } from './switch-hits.ts'
import { switchStoreOf } from './switch-store.ts'

export function issuedStoreOf(database: Database): IssuedStore {
  return {
    ...switchStoreOf(database),

    allocate: (list, size) =>
      database.write((tables) => drawStatusIndex(tables, { list, size, random: randomInt })),

    insert: (credential) => database.write((tables) => insert(tables, credential)),

    find: (issuer, id) =>
      database.read(async (tables) => {
        const row = await findRow(tables, issuer, id)
        return row === undefined ? undefined : credentialOf(row)
      }),

    findAbout: (issuer, subject) =>
      database.read(async (tables) => {
        const labels = tables
          .selectFrom('issued_label')
          .select('id')
          .where('issuer', '=', issuer)
          .where('kind', '=', 'subject')
          .where('value', '=', subject)
        const rows = await tables
          .selectFrom('issued')
          .selectAll()
          .where('issuer', '=', issuer)
          .where((where) => where.or([where('labelled', '=', 0), where('id', 'in', labels)]))
          .execute()
        return rows.map(credentialOf)
      }),

    change: (list, change, clock) =>
      database.write(async (tables) => {
        if (!(await isDrawn(tables, list, change.index))) throw unknownIndex()
        await releaseHeld(tables, list, change.index)
        const before = await lastChange(tables, list, change.index)
        if (before !== undefined && !isStatusNews(change, before)) return before
        if (before?.value === 'revoked' && change.value !== 'revoked') {
          throw refused('A revocation is final')
        }
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

    knows: (list) => database.read((tables) => isKnown(tables, list)),

    lastSequence: (list) =>
      database.read(async (tables) => (await lastChange(tables, list))?.sequence ?? 0),
  }
}

async function insert(tables: Kysely<Schema>, credential: NewIssuedCredential): Promise<void> {
  const { issuer, id, type, token, issuedAt, status, labels } = credential
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
    labelled: labels === undefined ? 0 : 1,
  } as const
  await tables.insertInto('issued').values(row).execute()
  if (labels === undefined || labels.length === 0) return
  const found = labels.map(({ kind, value }) => ({ issuer, kind, value, id }))
  await tables.insertInto('issued_label').values(found).execute()
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
