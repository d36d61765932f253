import { epochSeconds } from '@fidecura/base'
import {
  type DepositRecord,
  type EvidenceId,
  type KeptDeposit,
  type Leaf,
  parseEvidenceId,
} from '@fidecura/evidence'
import { keyReused, versionConflict } from '@fidecura/evidence/store-kit'
import { type Did, parseDid } from '@fidecura/identity'
import type { Kysely, Selectable } from 'kysely'
import { assertStanding } from './evidence-erasures.ts'
import type { InsertMany } from './insert-many.ts'
import type { Schema } from './schema.ts'

/** @throws EvidenceError `evidence_version_conflict`, `evidence_key_reused`, `evidence_on_hold`, `evidence_erased`. */
export async function insertDeposits(
  { tables, insertMany }: { readonly tables: Kysely<Schema>; readonly insertMany: InsertMany },
  origin: string,
  size: number,
  leaves: readonly Leaf<DepositRecord>[],
): Promise<void> {
  await assertStanding(tables, leaves)
  const rows = leaves.map(({ record }, at) => rowOf(record, origin, size + at))
  const inserted = await insertMany(tables, 'evidence_deposit', rows, 'skip')
  if (inserted !== rows.length) throw await conflictOf(tables, rows, origin)
  const contents = leaves.flatMap(({ record }) => contentOf(record) ?? [])
  if (contents.length > 0) {
    await insertMany(tables, 'evidence_content', contents, 'refuse')
  }
}

type DepositRow = Selectable<Schema['evidence_deposit']>
type ContentRow = Selectable<Schema['evidence_content']>

/** Which deposits are looked for. */
export type DepositQuery =
  | { readonly id: EvidenceId }
  | { readonly depositor: Did; readonly idempotencyKey: string }
  /** Those whose content is there, behind one of them. */
  | {
      readonly unerasedAfter: Pick<KeptDeposit, 'id' | 'number'> | undefined
      readonly limit: number
    }

/** By id and number. */
export async function findDeposits(
  tables: Kysely<Schema>,
  query: DepositQuery,
): Promise<readonly KeptDeposit[]> {
  let rows = tables
    .selectFrom('evidence_deposit as deposit')
    .innerJoin('evidence_entry as entry', (join) =>
      join.onRef('entry.origin', '=', 'deposit.origin').onRef('entry.place', '=', 'deposit.place'),
    )
    .leftJoin('evidence_content as content', (join) =>
      join
        .onRef('content.id', '=', 'deposit.id')
        .onRef('content.number', '=', 'deposit.number')
        .on('deposit.kind', '=', 'deposit'),
    )
    .selectAll('deposit')
    .select(['entry.entry', 'content.digest', 'content.size'])
    .select(['content.media_type', 'content.salt', 'content.subject'])
    .orderBy('deposit.id')
    .orderBy('deposit.number')
  if ('id' in query) rows = rows.where('deposit.id', '=', query.id)
  else if ('depositor' in query) {
    rows = rows
      .where('deposit.depositor', '=', query.depositor)
      .where('deposit.idempotency_key', '=', query.idempotencyKey)
  } else {
    rows = rows.where('content.salt', 'is not', null).limit(query.limit)
    const { unerasedAfter: last } = query
    if (last !== undefined) {
      rows = rows.where(({ and, eb, or }) =>
        or([
          eb('deposit.id', '>', last.id),
          and([eb('deposit.id', '=', last.id), eb('deposit.number', '>', last.number)]),
        ]),
      )
    }
  }
  return (await rows.execute()).map(keptOf)
}

type KeptRow = DepositRow & { readonly entry: Uint8Array } & {
  readonly [Name in 'digest' | 'size' | 'media_type' | 'salt' | 'subject']: ContentRow[Name] | null
}

function keptOf(row: KeptRow): KeptDeposit {
  const { digest, size, salt, media_type, subject } = row
  const isWhole = digest !== null && size !== null && salt !== null
  return Object.freeze({
    kind: row.kind as DepositRecord['kind'],
    id: parseEvidenceId(row.id),
    number: row.number,
    depositor: parseDid(row.depositor),
    subject: subject === null ? undefined : parseDid(subject),
    content: isWhole ? { digest, size, mediaType: media_type ?? undefined, salt } : undefined,
    previous: row.previous ?? undefined,
    depositedAt: epochSeconds(row.deposited_at),
    retainUntil: row.retain_until === null ? undefined : epochSeconds(row.retain_until),
    idempotencyKey: row.idempotency_key ?? undefined,
    origin: row.origin,
    index: row.place,
    entry: new Uint8Array(row.entry),
  })
}

function rowOf(record: DepositRecord, origin: string, place: number): DepositRow {
  const { kind, id, number, depositor, previous, depositedAt, retainUntil, idempotencyKey } = record
  return {
    id,
    kind,
    number,
    origin,
    place,
    depositor,
    previous: previous ?? null,
    deposited_at: Math.floor(depositedAt),
    // Rounded up, so that nothing is kept for less than was asked.
    retain_until: retainUntil === undefined ? null : Math.ceil(retainUntil),
    idempotency_key: idempotencyKey ?? null,
  }
}

function contentOf({ id, number, content, subject }: DepositRecord): ContentRow | undefined {
  if (content === undefined) return undefined
  const { digest, size, mediaType, salt } = content
  return { id, number, digest, size, media_type: mediaType ?? null, salt, subject: subject ?? null }
}

/** Which of the two rules a batch broke. */
async function conflictOf(tables: Kysely<Schema>, rows: readonly DepositRow[], origin: string) {
  for (const { depositor, idempotency_key: key, place } of rows) {
    if (key === null) continue
    const used = await tables
      .selectFrom('evidence_deposit')
      .select(['origin', 'place'])
      .where('depositor', '=', depositor)
      .where('idempotency_key', '=', key)
      .executeTakeFirst()
    if (used !== undefined && (used.place !== place || used.origin !== origin)) return keyReused()
  }
  return versionConflict()
}
