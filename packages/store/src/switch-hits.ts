import type { Kysely } from 'kysely'
import { asNumber } from './dialect.ts'
import type { Schema } from './schema.ts'
import type { ListEntry } from './switch-decoys.ts'

// Few enough for one statement of SQLite, and for others of this process to get their turn.
const pageSize = 1000

/** Writes down which entries an act suspends, or keeps suspended. */
export async function holdEntries(
  tables: Kysely<Schema>,
  act: number,
  entries: readonly ListEntry[],
): Promise<void> {
  // A page of credentials is one statement, and decoys for a hundred can be many more.
  for (let start = 0; start < entries.length; start += pageSize) {
    const hits = entries
      .slice(start, start + pageSize)
      .map(({ list, index }) => ({ act, list, list_index: index, held: 1 as const }))
    await tables.insertInto('switch_hit').values(hits).execute()
  }
}

/** No act on many undoes what somebody has decided about one. */
export async function releaseHeld(
  tables: Kysely<Schema>,
  list: string,
  index: number,
): Promise<void> {
  await tables
    .updateTable('switch_hit')
    .set({ held: 0 })
    .where('list', '=', list)
    .where('list_index', '=', index)
    .where('held', '=', 1)
    .execute()
}

/** One that an act no longer holds. */
export interface ReleasedEntry {
  readonly list: string
  readonly list_index: number
  /** Another act holds it, too. */
  readonly shared: 0 | 1
  /** A credential has it: it is no decoy. */
  readonly own: 0 | 1
}

/** The next entries that an act holds, which from here on it does not. */
export async function releasePage(
  tables: Kysely<Schema>,
  number: number,
): Promise<readonly ReleasedEntry[]> {
  const rows = await tables
    .selectFrom('switch_hit as mine')
    .select(['mine.list', 'mine.list_index'])
    .select(({ exists, selectFrom }) =>
      asNumber(
        exists(
          selectFrom('switch_hit as other')
            .select('other.act')
            .whereRef('other.list', '=', 'mine.list')
            .whereRef('other.list_index', '=', 'mine.list_index')
            .where('other.act', '!=', number)
            .where('other.held', '=', 1),
        ),
      ).as('shared'),
    )
    .select(({ exists, selectFrom }) =>
      asNumber(
        exists(
          selectFrom('issued')
            .select('issued.id')
            .whereRef('issued.list', '=', 'mine.list')
            .whereRef('issued.list_index', '=', 'mine.list_index'),
        ),
      ).as('own'),
    )
    .where('mine.act', '=', number)
    .where('mine.held', '=', 1)
    .limit(pageSize)
    .execute()
  for (const { list, list_index: index } of rows) {
    await tables
      .updateTable('switch_hit')
      .set({ held: 0 })
      .where('act', '=', number)
      .where('list', '=', list)
      .where('list_index', '=', index)
      .execute()
  }
  return rows
}
