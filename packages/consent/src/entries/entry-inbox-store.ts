import type { EpochSeconds } from '@fidecura/base'
import type { Confirmation } from './confirmation.ts'

/** An entry that waits for its patient, as it comes in. */
export interface NewInboxEntry {
  /** Base64url SHA-256 of the entry's token. */
  readonly entry: string
  /** Whose record it is in, as `JSON.stringify([system, value])`. */
  readonly record: string
  readonly token: string
  readonly receivedAt: EpochSeconds
}

/** What the patient said about it. */
export interface InboxAnswer {
  readonly verdict: Confirmation['verdict']
  /** The token. */
  readonly confirmation: string
  readonly answeredAt: EpochSeconds
}

/** An entry, and what became of it. */
export interface InboxEntry extends NewInboxEntry {
  /** Grows with each that comes in. */
  readonly number: number
  /** Undefined: it waits. */
  readonly answer: InboxAnswer | undefined
}

/**
 * Where a hospital keeps which entries wait for their patients. `@fidecura/store` implements it on SQLite.
 * Every method is one atomic and durable step.
 */
export interface EntryInboxStore {
  /**
   * Adds the entry, unless it is there.
   *
   * @param most - That may wait in one record.
   * @returns The one that is there then; undefined: so many wait, and nothing was added.
   */
  add(entry: NewInboxEntry, most: number): Promise<InboxEntry | undefined>
  /**
   * Keeps an answer, unless there is one. A confirmed entry may still be disputed, and nothing undoes a dispute.
   *
   * @returns As it is then; undefined: there is no such entry.
   */
  answer(entry: string, answer: InboxAnswer): Promise<InboxEntry | undefined>
  find(entry: string): Promise<InboxEntry | undefined>
  /** Those that wait in a record, in the order in which they came, after a number. */
  waiting(record: string, after: number, limit: number): Promise<readonly InboxEntry[]>
}

/** Keeps what waits in this process, and forgets it when it ends. */
export function createMemoryEntryInboxStore(): EntryInboxStore {
  const kept = new Map<string, InboxEntry>()
  const waitingIn = (record: string): readonly InboxEntry[] =>
    [...kept.values()].filter((each) => each.record === record && each.answer === undefined)
  return Object.freeze<EntryInboxStore>({
    async add({ entry, record, token, receivedAt }, most) {
      const known = kept.get(entry)
      if (known !== undefined) return known
      if (waitingIn(record).length >= most) return undefined
      const number = kept.size + 1
      const added = { number, entry, record, token, receivedAt, answer: undefined }
      kept.set(entry, Object.freeze(added))
      return added
    },
    async answer(entry, { verdict, confirmation, answeredAt }) {
      const known = kept.get(entry)
      if (known === undefined || !mayAnswer(known, verdict)) return known
      const answer = Object.freeze({ verdict, confirmation, answeredAt })
      const answered = Object.freeze({ ...known, answer })
      kept.set(entry, answered)
      return answered
    },
    find: async (entry) => kept.get(entry),
    waiting: async (record, after, limit) =>
      waitingIn(record)
        .filter(({ number }) => number > after)
        .slice(0, limit),
  })
}

function mayAnswer({ answer }: InboxEntry, verdict: Confirmation['verdict']): boolean {
  return answer === undefined || (answer.verdict === 'confirmed' && verdict === 'disputed')
}
