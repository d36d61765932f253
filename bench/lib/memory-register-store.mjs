/** What a register writes into, for as long as this process lives. */
export function createMemoryRegisterStore() {
  const entries = []
  const find = (kind, key) => entries.find((entry) => entry.kind === kind && entry.key === key)
  return {
    async append(entry, clock) {
      const known = find(entry.kind, entry.key)
      if (known !== undefined) return known
      const added = { ...entry, sequence: entries.length + 1, registeredAt: clock() }
      entries.push(added)
      return added
    },
    find: async (kind, key) => find(kind, key),
    snapshot: async (record, clock) => ({
      asOf: clock(),
      entries: entries.filter((entry) => entry.record === record),
    }),
    latest: async () => entries.at(-1)?.registeredAt,
  }
}
