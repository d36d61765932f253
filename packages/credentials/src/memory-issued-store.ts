import { type EpochSeconds, epochSeconds } from '@fidecura/base'
import { randomBytes } from '@fidecura/identity'
import { CredentialError } from './errors.ts'
import type {
  IssuedCredential,
  IssuedStatusChange,
  IssuedStore,
  NewIssuedStatusChange,
} from './issued-store.ts'
import { createMemorySwitch } from './memory-switch.ts'
import { parseChange, type StatusChange } from './status/status-history.ts'
import { isStatusNews } from './status/status-news.ts'
import type { IssuedLabel } from './switch-act.ts'

/** What is kept of one list. */
interface KeptList {
  readonly size: number
  /** Drawn indices, each with the credential that has it. */
  readonly drawn: Map<number, string | undefined>
  readonly changes: IssuedStatusChange[]
}

/**
 * Keeps issued credentials in this process, and loses them when it ends: for tests and
 * demonstrations, since an issuer that forgets a suspension takes it back.
 *
 * @throws {@link CredentialError} from its methods: `issued_conflict`, `status_list_full`,
 *   `status_list_size_wrong`, `status_index_unknown`, `status_index_taken`, `status_change_refused`,
 *   `switch_count_changed`, `switch_not_found`, `switch_not_undoable`.
 */
export function createMemoryIssuedStore(): IssuedStore {
  const credentials = new Map<string, IssuedCredential>()
  const lists = new Map<string, KeptList>()
  // As JSON, since no separator is safe between texts of others.
  const keyOf = (issuer: string, id: string): string => JSON.stringify([issuer, id])
  const listWith = (url: string, index: number): KeptList => {
    const list = lists.get(url)
    if (list?.drawn.has(index)) return list
    throw new CredentialError('status_index_unknown', 'Not an index that was drawn from this list')
  }
  const labelled = new Map<string, readonly IssuedLabel[]>()
  const { release, ...switches } = createMemorySwitch({
    credentials: () => credentials.values(),
    labels: ({ issuer, id }) => labelled.get(keyOf(issuer, id)),
    label: (issuer, id, labels) => void labelled.set(keyOf(issuer, id), labels),
    lastOf: (url, index) => lists.get(url)?.changes.findLast((change) => change.index === index),
    assertTellable: (url, change, clock) =>
      void tellable(change, instantFor(listWith(url, change.index), clock)),
    drawDecoy: (url) => {
      const list = lists.get(url)
      return list === undefined || list.drawn.size >= list.size ? undefined : draw(list)
    },
    random: randomBelow,
    write: (url, change, clock) => void writeDown(listWith(url, change.index), change, clock),
  })
  return Object.freeze<IssuedStore>({
    ...switches,
    async allocate(url, size) {
      const list = lists.get(url) ?? { size: sizeOf(size), drawn: new Map(), changes: [] }
      if (list.size !== size) throw wrongSize()
      lists.set(url, list)
      return draw(list)
    },
    async insert({ issuer, id, type, token, issuedAt, status, labels }) {
      const key = keyOf(issuer, id)
      const known = credentials.get(key)
      if (known?.token === token) return
      if (known !== undefined) {
        throw new CredentialError('issued_conflict', 'This issuer used this id for another one')
      }
      const place = status === undefined ? {} : { status: Object.freeze({ ...status }) }
      if (status !== undefined) {
        const { drawn } = listWith(status.list, status.index)
        if (drawn.get(status.index) !== undefined) {
          throw new CredentialError('status_index_taken', 'The status index of another credential')
        }
        drawn.set(status.index, key)
      }
      credentials.set(key, Object.freeze({ issuer, id, type, token, issuedAt, ...place }))
      if (labels !== undefined) labelled.set(key, labels)
    },
    find: async (issuer, id) => credentials.get(keyOf(issuer, id)),
    findAbout: async (issuer, subject) =>
      [...credentials].flatMap(([key, kept]) => {
        const labels = labelled.get(key) ?? [{ kind: 'subject', value: subject }]
        const isAbout = labels.some(({ kind, value }) => kind === 'subject' && value === subject)
        return kept.issuer === issuer && isAbout ? [kept] : []
      }),
    async change(url, change, clock) {
      const written = writeDown(listWith(url, change.index), change, clock)
      // Somebody has decided about this one: what happens to many no longer does.
      release(url, change.index)
      return written
    },
    changesOf: async (url) => [...(lists.get(url)?.changes ?? [])],
    knows: async (url) => lists.has(url),
    lastSequence: async (url) => lists.get(url)?.changes.length ?? 0,
  })
}

function sizeOf(size: number): number {
  // As many as a list that verifiers take can have.
  if (Number.isInteger(size) && size >= 1 && size <= 67_108_864) return size
  throw wrongSize()
}

/** Each free index with the same probability. */
function draw({ size, drawn }: KeptList): number {
  if (drawn.size >= size) throw new CredentialError('status_list_full', 'No index is left')
  for (;;) {
    const index = randomBelow(size)
    if (drawn.has(index)) continue
    drawn.set(index, undefined)
    return index
  }
}

/** The greatest multiple that fits is drawn from, or small numbers would come more often. */
function randomBelow(size: number): number {
  for (;;) {
    const { buffer, byteOffset } = randomBytes(4)
    const drawn = new DataView(buffer, byteOffset).getUint32(0)
    if (drawn < 2 ** 32 - (2 ** 32 % size)) return drawn % size
  }
}

function instantFor({ changes }: KeptList, clock: () => number): EpochSeconds {
  return epochSeconds(Math.max(Math.floor(clock()), changes.at(-1)?.at ?? 0))
}

function writeDown(
  list: KeptList,
  change: NewIssuedStatusChange,
  clock: () => number,
): IssuedStatusChange {
  const { changes } = list
  const before = changes.findLast(({ index }) => index === change.index)
  if (before !== undefined && !isStatusNews(change, before)) return before
  if (before?.value === 'revoked' && change.value !== 'revoked') throw refused()
  const at = instantFor(list, clock)
  const kept = Object.freeze({ sequence: changes.length + 1, ...tellable(change, at) })
  changes.push(kept)
  return kept
}

/** The signed history would be refused whole for a change that breaks its rules. */
function tellable(
  { index, value, invalidFrom, reason }: NewIssuedStatusChange,
  at: EpochSeconds,
): StatusChange {
  if (invalidFrom !== undefined && (value === 'valid' || !(invalidFrom <= at))) throw refused()
  const effect = invalidFrom === undefined ? {} : { invalidFrom: Math.floor(invalidFrom) }
  const why = reason === undefined ? {} : { reason }
  try {
    return parseChange({ index, value, at, ...effect, ...why }, 0)
  } catch {
    throw refused()
  }
}

function refused(): CredentialError {
  return new CredentialError('status_change_refused', 'Not a change that a history could tell')
}

function wrongSize(): CredentialError {
  return new CredentialError('status_list_size_wrong', 'Not the size that the list began with')
}
