import { type Clock, type EpochSeconds, epochSeconds } from '@fidecura/base'
import { createMemoryOutbox } from './memory-outbox.ts'
import type {
  NewRegisterEntry,
  RegisterEntry,
  RegisterEntryKind,
  RegisterStore,
} from './register-store.ts'

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
  const add = (
    { kind, key, record, digest, token, evidence }: NewRegisterEntry,
    registeredAt: EpochSeconds,
  ): RegisterEntry => {
    const sequence = entries.length + 1
    const entry = { sequence, kind, key, record, digest, token, evidence, registeredAt }
    entries.push(Object.freeze(entry))
    byKey.set(keyOf(kind, key), entry)
    return entry
  }
  const outbox = createMemoryOutbox()
  return Object.freeze<RegisterStore>({
    outbox: outbox.port,
    async append(first, clock, { also = [], tell = [] } = {}) {
      const all = [first, ...also]
      const known = all.map(({ kind, key }) => byKey.get(keyOf(kind, key))).find(Boolean)
      if (known !== undefined) return known
      const registeredAt = advance(clock)
      const [entry] = all.map((each) => add(each, registeredAt))
      // There is a first one.
      const added = entry as RegisterEntry
      outbox.add(tell, added)
      return added
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
