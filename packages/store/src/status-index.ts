import type { Kysely } from 'kysely'
import { StoreError } from './errors.ts'
import type { Schema } from './schema.ts'

export interface DrawStatusIndexOptions {
  readonly list: string
  readonly size: number
  /** A uniform integer from 0 up to, not including, `below`. */
  readonly random: (below: number) => number
}

// A list of 2^26 entries is 8 MiB of bits, beyond what a verifier would fetch.
const maxSize = 67_108_864

/**
 * Draws an index that was never drawn from the list, each with the same probability.
 *
 * @throws {@link StoreError} `status_list_full`, `status_list_size_wrong`.
 */
export async function drawStatusIndex(
  tables: Kysely<Schema>,
  { list, size, random }: DrawStatusIndexOptions,
): Promise<number> {
  const drawn = await countDrawn(tables, list, size)
  if (drawn >= size) throw new StoreError('status_list_full', 'No index of the list is left')
  // While one in sixteen is free, sixteen draws find one on average: less work than to count through
  // a list of a million. Afterwards the free ones are counted.
  const index =
    drawn * 16 <= size * 15
      ? await drawUntilFree(tables, list, () => random(size))
      : await nthFree(tables, list, random(size - drawn))
  await tables.insertInto('status_index').values({ list, list_index: index }).execute()
  await tables
    .updateTable('status_list')
    .set({ drawn: drawn + 1 })
    .where('list', '=', list)
    .execute()
  return index
}

export async function isDrawn(
  tables: Kysely<Schema>,
  list: string,
  index: number,
): Promise<boolean> {
  const row = await tables
    .selectFrom('status_index')
    .select('list_index')
    .where('list', '=', list)
    .where('list_index', '=', index)
    .executeTakeFirst()
  return row !== undefined
}

export async function isKnown(tables: Kysely<Schema>, list: string): Promise<boolean> {
  const row = await tables
    .selectFrom('status_list')
    .select('list')
    .where('list', '=', list)
    .executeTakeFirst()
  return row !== undefined
}

/** Makes a list known at its first draw; its size never changes. */
async function countDrawn(tables: Kysely<Schema>, list: string, size: number): Promise<number> {
  if (!Number.isInteger(size) || size < 1 || size > maxSize) throw wrongSize()
  const known = await tables
    .selectFrom('status_list')
    .select(['size', 'drawn'])
    .where('list', '=', list)
    .executeTakeFirst()
  if (known === undefined) {
    await tables.insertInto('status_list').values({ list, size, drawn: 0 }).execute()
    return 0
  }
  if (known.size !== size) throw wrongSize()
  return known.drawn
}

async function drawUntilFree(
  tables: Kysely<Schema>,
  list: string,
  draw: () => number,
): Promise<number> {
  for (;;) {
    const index = draw()
    if (!(await isDrawn(tables, list, index))) return index
  }
}

/** @param n - From 0. */
async function nthFree(tables: Kysely<Schema>, list: string, n: number): Promise<number> {
  let index = n
  let after = -1
  for (;;) {
    // By pages: a list of a million, drawn nearly through, would not fit where little is left.
    const rows = await tables
      .selectFrom('status_index')
      .select('list_index')
      .where('list', '=', list)
      .where('list_index', '>', after)
      .orderBy('list_index')
      .limit(4096)
      .execute()
    for (const row of rows) {
      if (row.list_index > index) return index
      index++
    }
    const last = rows.at(-1)
    if (last === undefined) return index
    after = last.list_index
  }
}

function wrongSize(): StoreError {
  return new StoreError('status_list_size_wrong', 'Not the size that the list began with')
}
