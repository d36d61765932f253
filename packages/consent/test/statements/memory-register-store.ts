import { type EpochSeconds, epochSeconds } from '@fidecura/base'
import type { RegisterEntry, RegisterStore } from '@fidecura/consent'

/** Keeps its promises but for durability. */
export function createMemoryRegisterStore(): RegisterStore & { readonly entries: RegisterEntry[] } {
  const entries: RegisterEntry[] = []
  let mark: EpochSeconds | undefined
  const advance = (now: EpochSeconds): EpochSeconds => {
    mark = epochSeconds(Math.max(Math.floor(now), mark ?? 0))
    return mark
  }
  const known = (kind: string, key: string): RegisterEntry | undefined =>
    entries.find((entry) => entry.kind === kind && entry.key === key)
  return {
    entries,
    async append(entry, clock) {
      const found = known(entry.kind, entry.key)
      if (found !== undefined) return found
      const added = Object.freeze({
        ...entry,
        sequence: entries.length + 1,
        registeredAt: advance(clock()),
      })
      entries.push(added)
      return added
    },
    find: async (kind, key) => known(kind, key),
    snapshot: async (record, clock) => ({
      asOf: advance(clock()),
      entries: entries.filter((entry) => entry.record === record),
    }),
    latest: async () => mark,
  }
}
