import type { EpochSeconds } from '@fidecura/base'
import type { RegisterEntry, RegisterStore } from '@fidecura/consent'

/** Keeps its promises but for durability. For a clock that does not go back. */
export function createMemoryRegisterStore(): RegisterStore {
  const entries: RegisterEntry[] = []
  let latest: EpochSeconds | undefined
  const find: RegisterStore['find'] = async (kind, key) =>
    entries.find((entry) => entry.kind === kind && entry.key === key)
  return {
    async append(entry, clock) {
      const known = await find(entry.kind, entry.key)
      if (known !== undefined) return known
      latest = clock()
      const added = { ...entry, sequence: entries.length + 1, registeredAt: latest }
      entries.push(added)
      return added
    },
    find,
    async snapshot(record, clock) {
      latest = clock()
      return { asOf: latest, entries: entries.filter((entry) => entry.record === record) }
    },
    latest: async () => latest,
  }
}
