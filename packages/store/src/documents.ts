import { deepFreeze, type EpochSeconds, epochSeconds, type JsonObject } from '@fidecura/base'
import type { Kysely, Selectable } from 'kysely'
import type { Database } from './database.ts'
import { StoreError } from './errors.ts'
import type { Schema } from './schema.ts'

/** Something a service keeps of its own, such as an offer or a session. */
export interface NewDocument {
  /** What it is, such as `offer`. */
  readonly kind: string
  /** Unique within its kind. */
  readonly id: string
  /** How far it is, for finding those that wait. */
  readonly state?: string | undefined
  /** Whom or what it is about, for finding it by that. */
  readonly subject?: string | undefined
  /** Whole seconds, exclusive: from then on it is as if it were not there. Absent: never. */
  readonly expiresAt?: EpochSeconds | undefined
  readonly body: JsonObject
}

/** A document as it is kept. Deep-frozen. */
export interface KeptDocument extends NewDocument {
  /** Grows with each that is inserted; stays when it is replaced. */
  readonly number: number
  /** 1, and one more with each change: what a replacement must name. */
  readonly version: number
}

/**
 * One change; those of one call are made together or not at all. `number` means the very one that was inserted under
 * it, and none that came in its place once it had expired: versions begin anew.
 */
export type DocumentChange =
  | { readonly insert: NewDocument }
  /** In the place of the version that was read. */
  | { readonly replace: NewDocument; readonly version: number; readonly number?: number }
  | {
      readonly remove: Pick<NewDocument, 'kind' | 'id'>
      readonly version?: number
      readonly number?: number
    }

/** Which documents of a kind, and how many. */
export interface DocumentPage {
  readonly state?: string
  readonly subject?: string
  /** The `number` after which to go on. Default 0. */
  readonly after?: number
  readonly limit: number
  /** The present: what has expired is left out. */
  readonly now: EpochSeconds
}

/** Documents of a service on one file. Every method is one atomic and durable step. */
export interface Documents {
  /** @param now - The present: what has expired is not found. */
  find(kind: string, id: string, now: EpochSeconds): Promise<KeptDocument | undefined>
  /** In the order in which they were inserted. */
  list(kind: string, page: DocumentPage): Promise<readonly KeptDocument[]>
  /**
   * Makes all the changes, or none: if an id is taken, or a version is no longer the one that was read.
   * What has expired by `now` counts as gone, and each call deletes some of it.
   *
   * @returns Whether they were made.
   */
  write(changes: readonly DocumentChange[], now: EpochSeconds): Promise<boolean>
}

export function documentsOf(database: Database): Documents {
  return {
    find: (kind, id, now) =>
      database.read(async (tables) => {
        const row = await findRow(tables, { kind, id })
        return row === undefined || isExpired(row, now) ? undefined : documentOf(row)
      }),

    list: (kind, { state, subject, after = 0, limit, now }) =>
      database.read(async (tables) => {
        let query = tables.selectFrom('document').selectAll().where('kind', '=', kind)
        if (state !== undefined) query = query.where('state', '=', state)
        if (subject !== undefined) query = query.where('subject', '=', subject)
        const rows = await query
          .where('number', '>', after)
          .where(({ eb, or }) => or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]))
          .orderBy('number')
          .limit(limit)
          .execute()
        return rows.map(documentOf)
      }),

    async write(changes, now) {
      try {
        return await database.write(async (tables) => {
          for (const change of changes) await make(change, tables, now)
          await dropSome(tables, now)
          return true
        })
      } catch (error) {
        // Thrown, for what was done before it in the same step must be undone.
        if (error === notMade) return false
        throw error
      }
    },
  }
}

type Row = Selectable<Schema['document']>

/** Undoes a step; the guard of the database lets coded errors alone pass. It never leaves this module. */
const notMade = /* @__PURE__ */ new StoreError('store_failed', 'A change that does not fit')

async function make(
  change: DocumentChange,
  tables: Kysely<Schema>,
  now: EpochSeconds,
): Promise<void> {
  if ('insert' in change) {
    const known = await findRow(tables, change.insert)
    if (known !== undefined && !isExpired(known, now)) throw notMade
    if (known !== undefined) await remove(tables, known)
    await tables
      .insertInto('document')
      .values({ ...fieldsOf(change.insert), version: 1 })
      .execute()
    return
  }
  const known = await findRow(tables, 'replace' in change ? change.replace : change.remove)
  const isThere = known !== undefined && !isExpired(known, now)
  if (!isThere || (change.version ?? known.version) !== known.version) throw notMade
  if ((change.number ?? known.number) !== known.number) throw notMade
  if ('remove' in change) return remove(tables, known)
  await tables
    .updateTable('document')
    .set({ ...fieldsOf(change.replace), version: known.version + 1 })
    .where('number', '=', known.number)
    .execute()
}

/** More than one call adds, so that nothing piles up, and too few to keep others waiting. */
const droppedAtOnce = 16

async function dropSome(tables: Kysely<Schema>, now: EpochSeconds): Promise<void> {
  const expired = tables
    .selectFrom('document')
    .select('number')
    .where('expires_at', '<=', now)
    .limit(droppedAtOnce)
  await tables.deleteFrom('document').where('number', 'in', expired).execute()
}

async function remove(tables: Kysely<Schema>, { number }: Pick<Row, 'number'>): Promise<void> {
  await tables.deleteFrom('document').where('number', '=', number).execute()
}

async function findRow(
  tables: Kysely<Schema>,
  { kind, id }: Pick<NewDocument, 'kind' | 'id'>,
): Promise<Row | undefined> {
  // PostgreSQL keeps none in texts, and fails over one in a question: whoever asks would see that something broke.
  if (id.includes('\0')) return undefined
  return tables
    .selectFrom('document')
    .selectAll()
    .where('kind', '=', kind)
    .where('id', '=', id)
    .executeTakeFirst()
}

function isExpired({ expires_at }: Row, now: EpochSeconds): boolean {
  return expires_at !== null && expires_at <= now
}

function fieldsOf({ kind, id, state, subject, expiresAt, body }: NewDocument) {
  return {
    ...{ kind, id, state: state ?? null, subject: subject ?? null },
    ...{ expires_at: expiresAt ?? null, body: JSON.stringify(body) },
  }
}

function documentOf({ kind, id, state, subject, expires_at, number, version, body }: Row) {
  return deepFreeze<KeptDocument>({
    ...{ kind, id, number, version },
    ...(state === null ? {} : { state }),
    ...(subject === null ? {} : { subject }),
    ...(expires_at === null ? {} : { expiresAt: epochSeconds(expires_at) }),
    body: JSON.parse(body) as JsonObject,
  })
}
