import { type Clock, type EpochSeconds, epochSeconds } from '@fidecura/base'
import type { RegisterEntry, RegisterEntryKind, RegisterStore } from './register-store.ts'

/**
 * Keeps entries in this process, and loses them when it ends: for tests and demonstrations, since a
 * register that forgets a withdrawal brings a consent back.
 *
 * @throws BaseError `instant_malformed`, from its methods: the clock gave no instant.
 */
export function createMemoryRegisterStore(): RegisterStore {
  const entries: RegisterEntry[] = []
  const byKey = new Map<string, RegisterEntry>()
  let mark: EpochSeconds | undefined
  // No step waits for anything, so none is ever between the reading of the clock and its end.
  const advance = (clock: Clock): EpochSeconds => {
    mark = epochSeconds(Math.max(Math.floor(clock()), mark ?? 0))
    return mark
  }
  return Object.freeze<RegisterStore>({
    async append({ kind, key, record, digest, token, evidence }, clock) {
      const known = byKey.get(keyOf(kind, key))
      if (known !== undefined) return known
      const registeredAt = advance(clock)
      const sequence = entries.length + 1
      const stored = { sequence, kind, key, record, digest, token, evidence, registeredAt }
      const entry = Object.freeze(stored)
      entries.push(entry)
      byKey.set(keyOf(kind, key), entry)
      return entry
    },
    find: async (kind, key) => byKey.get(keyOf(kind, key)),
    snapshot: async (record, clock) => ({
      asOf: advance(clock),
      entries: entries.filter((entry) => entry.record === record),
    }),
    latest: async () => mark,
  })
}

/** A kind is one word, so what follows the first space is the key. */
function keyOf(kind: RegisterEntryKind, key: string): string {
  return `${kind} ${key}`
}
