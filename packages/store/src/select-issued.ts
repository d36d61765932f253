import type { IssuedLabel, StatusValue, SwitchPage, SwitchSelection } from '@fidecura/credentials'
import { wantedLabels } from '@fidecura/credentials'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import { asNumber, byIndex, leading, tableIn } from './dialect.ts'
import type { Schema } from './schema.ts'

/** One that a selection names. */
export interface FoundCredential {
  readonly id: string
  readonly type: string
  readonly list: string
  readonly index: number
  readonly value: StatusValue
  /** Of its last change. */
  readonly reason: string | null
  readonly at: number | null
  readonly invalid_from: number | null
  /** Suspended on account of an act on many. */
  readonly held: 0 | 1
}

/** In order of id. A label leads, so that one person is found without looking through all. */
export async function selectPage(
  tables: Kysely<Schema>,
  issuer: string,
  selection: SwitchSelection,
  { after, limit }: SwitchPage,
): Promise<readonly FoundCredential[]> {
  const [first, ...others] = wantedLabels(selection)
  const { id, type } = selection
  const [issued, labels, hits] = (['issued', 'issued_label', 'switch_hit'] as const).map((name) =>
    tableIn(tables, name),
  )
  const conditions = [
    sql`i.issuer = ${issuer}`,
    sql`i.list IS NOT NULL`,
    ...(id === undefined ? [] : [sql`i.id = ${id}`]),
    ...(type === undefined ? [] : [sql`i.type = ${type}`]),
    ...(after === undefined ? [] : [sql`i.id > ${after}`]),
    ...others.map((label) => sql`EXISTS (SELECT 1 FROM ${labels} l WHERE ${matches(label)})`),
  ]
  const from = after === undefined ? sql`` : sql` AND l.id > ${after}`
  const source =
    first === undefined
      ? sql`${issued} i`
      : sql`${labels} l ${leading(tables)} ${issued} i ON ${matches(first)} AND l.issuer = ${issuer}${from}`
  const found = await sql<FoundCredential>`
    WITH page AS (
      SELECT i.id, i.type, i.list, i.list_index
      FROM ${source} WHERE ${sql.join(conditions, sql` AND `)}
      ORDER BY ${first === undefined ? sql`i.id` : sql`l.id`} LIMIT ${limit}
    )
    SELECT id, type, list, list_index AS "index",
      coalesce(${last(tables, 'value')}, 'valid') AS value,
      ${last(tables, 'reason')} AS reason,
      ${last(tables, 'at')} AS at,
      ${last(tables, 'invalid_from')} AS invalid_from,
      ${asNumber(sql`EXISTS (
        SELECT 1 FROM ${hits} h
        WHERE h.list = page.list AND h.list_index = page.list_index AND h.held = 1
      )`)} AS held
    FROM page ORDER BY id`.execute(tables)
  return found.rows
}

/** Of the last change of an entry. */
function last(tables: Kysely<Schema>, column: keyof Schema['status_change']): RawBuilder<unknown> {
  const changes = tableIn(tables, 'status_change')
  return sql`(
        SELECT ${sql.id('c', column)} FROM ${changes} c ${byIndex(tables, 'status_change_index')}
        WHERE c.list = page.list AND c.list_index = page.list_index
        ORDER BY c.sequence DESC LIMIT 1
      )`
}

function matches({ kind, value }: IssuedLabel): RawBuilder<unknown> {
  return sql`l.issuer = i.issuer AND l.kind = ${kind} AND l.value = ${value} AND l.id = i.id`
}
