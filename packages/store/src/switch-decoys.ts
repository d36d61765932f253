import { randomInt } from 'node:crypto'
import { createDecoyCount } from '@fidecura/credentials/switch'
import type { Kysely } from 'kysely'
import { StoreError } from './errors.ts'
import type { Schema } from './schema.ts'
import { drawStatusIndex } from './status-index.ts'

/** One entry of a list. */
export interface ListEntry {
  readonly list: string
  readonly index: number
}

/** Draws, for the changes of one act, the entries without a credential that they come among. */
export interface Decoys {
  drawFor(changing: readonly ListEntry[]): Promise<readonly ListEntry[]>
  drawn(): number
}

export function createDecoys(tables: Kysely<Schema>, decoys: number): Decoys {
  const countOf = createDecoyCount(decoys, randomInt)
  let drawn = 0
  return {
    drawn: () => drawn,
    async drawFor(changing) {
      const counts = new Map<string, number>()
      for (const { list } of changing) counts.set(list, (counts.get(list) ?? 0) + 1)
      const entries: ListEntry[] = []
      for (const [list, changes] of counts) {
        for (let n = countOf(list, changes); n > 0; n--) {
          const index = await drawOne(tables, list)
          if (index === undefined) break
          entries.push({ list, index })
        }
      }
      drawn += entries.length
      return entries
    },
  }
}

/** Undefined where the list is full: what is to be turned off is, with nothing to hide it among. */
async function drawOne(tables: Kysely<Schema>, list: string): Promise<number | undefined> {
  const { size } = await tables
    .selectFrom('status_list')
    .select('size')
    .where('list', '=', list)
    .executeTakeFirstOrThrow()
  try {
    return await drawStatusIndex(tables, { list, size, random: randomInt })
  } catch (error) {
    if (StoreError.is(error) && error.code === 'status_list_full') return undefined
    throw error
  }
}
