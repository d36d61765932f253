import { type EpochSeconds, epochSeconds } from '@fidecura/base'
import type { IssuedStatusChange } from '@fidecura/credentials'
import { type Kysely, type Selectable, sql } from 'kysely'
import { byIndex, tableIn } from './dialect.ts'
import { StoreError } from './errors.ts'
import type { Schema } from './schema.ts'

type Row = Selectable<Schema['status_change']>

/** What of an order can be wrong. */
interface OrderedChange {
  readonly value: string
  readonly invalidFrom?: EpochSeconds | undefined
  readonly reason?: string | undefined
}

const reasonCode = /^[a-z][a-z0-9_]{0,63}$/

/** The signed history would be refused whole for a change that breaks its rules. */
export function assertTellable(
  { value, invalidFrom, reason }: OrderedChange,
  at: EpochSeconds,
): void {
  if (invalidFrom !== undefined && (value === 'valid' || !(invalidFrom <= at))) {
    throw refused('Reaches back from a good value, or forward')
  }
  if (reason !== undefined && !reasonCode.test(reason)) throw refused('The reason is not a code')
}

export function refused(message: string): StoreError {
  return new StoreError('status_change_refused', message)
}

export async function lastChange(
  tables: Kysely<Schema>,
  list: string,
  index?: number,
): Promise<IssuedStatusChange | undefined> {
  const changes = tableIn(tables, 'status_change')
  const found = await (index === undefined
    ? sql<Row>`SELECT * FROM ${changes} WHERE list = ${list} ORDER BY sequence DESC LIMIT 1`
    : sql<Row>`
        SELECT * FROM ${changes} ${byIndex(tables, 'status_change_index')}
        WHERE list = ${list} AND list_index = ${index} ORDER BY sequence DESC LIMIT 1`
  ).execute(tables)
  const [row] = found.rows
  return row === undefined ? undefined : changeOf(row)
}

export function changeOf(row: Row): IssuedStatusChange {
  return Object.freeze({
    sequence: row.sequence,
    index: row.list_index,
    value: row.value as IssuedStatusChange['value'],
    at: epochSeconds(row.at),
    ...(row.invalid_from === null ? {} : { invalidFrom: epochSeconds(row.invalid_from) }),
    ...(row.reason === null ? {} : { reason: row.reason }),
  })
}
