import { type Clock, type EpochSeconds, epochSeconds } from '@fidecura/base'
import type { NewSwitchAct } from '@fidecura/credentials'
import type { Kysely } from 'kysely'
import type { Schema } from './schema.ts'
import { assertTellable, lastChange } from './status-changes.ts'

// Few enough for one statement of SQLite.
const pageSize = 1000

/** Writes changes of many entries down, on as many lists as they are on. */
export interface Journal {
  write(
    entries: readonly { readonly list: string; readonly index: number }[],
    change: Pick<NewSwitchAct, 'reason' | 'invalidFrom'> & { readonly value: string },
  ): Promise<void>
  written(): number
  lists(): readonly string[]
}

/** Continues the journal of each list that is touched, at one instant a list. */
export function createJournal(tables: Kysely<Schema>, clock: Clock): Journal {
  const ends = new Map<string, { sequence: number; readonly at: EpochSeconds }>()
  let written = 0
  const endOf = async (list: string) => {
    const known = ends.get(list)
    if (known !== undefined) return known
    const last = await lastChange(tables, list)
    const at = epochSeconds(Math.max(Math.floor(clock()), last?.at ?? 0))
    const end = { sequence: last?.sequence ?? 0, at }
    ends.set(list, end)
    return end
  }
  return {
    written: () => written,
    lists: () => [...ends.keys()].sort(),
    async write(entries, { value, reason, invalidFrom }) {
      const rows = []
      for (const { list, index } of entries) {
        const end = await endOf(list)
        assertTellable({ value, reason, invalidFrom }, end.at)
        end.sequence += 1
        rows.push({
          list,
          sequence: end.sequence,
          list_index: index,
          value,
          at: end.at,
          invalid_from: invalidFrom === undefined ? null : Math.floor(invalidFrom),
          reason: reason ?? null,
        })
      }
      if (rows.length === 0) return
      written += rows.length
      for (let start = 0; start < rows.length; start += pageSize) {
        await tables
          .insertInto('status_change')
          .values(rows.slice(start, start + pageSize))
          .execute()
      }
    },
  }
}
