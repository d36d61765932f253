import type { Verifier } from '@fidecura/credentials'
import { digestOf } from '@fidecura/identity'
import { ConsentError } from '../errors.ts'
import type { PatientEvidence } from '../patient-key.ts'
import { recordKey } from '../register/register-entry.ts'
import type { RoleEvidence } from '../role-evidence.ts'
import type { RecordNumber } from '../statement-set.ts'
import { malformed } from '../token-shape.ts'
import { amendmentMismatch } from './amendment.ts'
import { verifyConfirmation } from './confirmation.ts'
import { decodeEntry, type Entry, verifyEntry } from './entry.ts'
import type { EntryInboxStore, InboxEntry } from './entry-inbox-store.ts'

/** Where entries wait, and who judges those who sign; its clock is that of the inbox. */
export interface EntryInboxOptions {
  readonly store: EntryInboxStore
  readonly verifier: Verifier
}

/** What a practitioner signed, with what shows on whose authority. */
export interface SubmittedEntry {
  readonly token: string
  /** Exactly as they are kept. The inbox looks at them and keeps none. */
  readonly bytes: Uint8Array
  readonly evidence: RoleEvidence
}

/** What a patient says about an entry, with what shows whose key that was. */
export interface SubmittedConfirmation {
  readonly token: string
  /** Those of the entry. */
  readonly bytes: Uint8Array
  readonly evidence: PatientEvidence
}

/** Some of what waits for a patient. */
export interface WaitingEntries {
  readonly entries: readonly InboxEntry[]
  /** Where to go on; undefined: these were the last. */
  readonly next: number | undefined
}

/** Which ones, and how many. */
export interface WaitingOptions {
  /** `next` of the page before. */
  readonly after?: number
  /** At most 100, which is the default. */
  readonly limit?: number
}

/** Of a call that looks credentials and their status up. */
export interface InboxCallOptions {
  readonly signal?: AbortSignal | undefined
}

/** What waits for patients, and what they said. Methods also throw what the store throws. */
export interface EntryInbox {
  /**
   * Has an entry wait for its patient. The same one again changes nothing. One that amends another answers the
   * dispute of an entry that is here, in the same record.
   *
   * @throws {@link ConsentError} those of `verifyEntry`; `amendment_mismatch`; `entry_inbox_full`.
   */
  submit(entry: SubmittedEntry, options?: InboxCallOptions): Promise<InboxEntry>
  /**
   * Keeps what the patient said. The same verdict again changes nothing; what was confirmed may be disputed
   * later, and what was disputed is for the practitioner to amend.
   *
   * @throws {@link ConsentError} those of `verifyConfirmation`; `confirmation_mismatch`: about no entry
   *   that is here; `entry_answered`.
   */
  answer(confirmation: SubmittedConfirmation, options?: InboxCallOptions): Promise<InboxEntry>
  /** For the patient. @throws {@link ConsentError} `token_malformed`: no page that there is. */
  waiting(record: RecordNumber, options?: WaitingOptions): Promise<WaitingEntries>
  /** By the digest of the entry's token. */
  find(entry: string): Promise<InboxEntry | undefined>
}

/** In one record: more than anybody would look at one by one. */
const maxWaiting = 1000
const maxPage = 100

/** Makes an inbox of what waits for patients to confirm or dispute it. */
export function createEntryInbox({ store, verifier }: EntryInboxOptions): EntryInbox {
  return Object.freeze<EntryInbox>({
    async submit({ token, bytes, evidence }, { signal } = {}) {
      const entry = await verifyEntry(token, { verifier, bytes, evidence, signal })
      await assertAmends(entry, store)
      const waits = { entry: await digestOf(token), record: recordKey(entry.record), token }
      const receivedAt = verifier.clock()
      const added = await store.add({ ...waits, receivedAt }, maxWaiting)
      if (added !== undefined) return added
      throw new ConsentError('entry_inbox_full', 'Too much waits for this patient')
    },

    async answer({ token, bytes, evidence }, { signal } = {}) {
      const said = await verifyConfirmation(token, { verifier, bytes, evidence, signal })
      const known = await store.find(said.entry)
      if (known === undefined || !isAbout(said, decodeEntry(known.token).content)) {
        throw new ConsentError('confirmation_mismatch', 'About no entry that is here')
      }
      const { verdict } = said
      const answer = { verdict, confirmation: token, answeredAt: verifier.clock() }
      const answered = await store.answer(said.entry, answer)
      if (answered?.answer?.verdict === verdict) return answered
      throw new ConsentError('entry_answered', 'Disputed before: it is to be amended')
    },

    async waiting(record, { after = 0, limit = maxPage } = {}) {
      const isPage = Number.isSafeInteger(after) && Number.isSafeInteger(limit)
      if (!isPage || after < 0 || limit < 1 || limit > maxPage) throw malformed('/limit')
      const found = await store.waiting(recordKey(record), after, limit + 1)
      const entries = Object.freeze(found.slice(0, limit))
      const next = found.length > limit ? entries.at(-1)?.number : undefined
      return Object.freeze({ entries, next })
    },

    find: (entry) => store.find(entry),
  })
}

function isAbout({ digest, record }: Pick<Entry, 'digest' | 'record'>, entry: Entry): boolean {
  return (
    digest === entry.digest &&
    record.system === entry.record.system &&
    record.value === entry.record.value
  )
}

async function assertAmends({ amends, record }: Entry, store: EntryInboxStore): Promise<void> {
  if (amends === undefined) return
  const before = await store.find(amends.entry)
  const dispute = before?.answer?.verdict === 'disputed' ? before.answer.confirmation : undefined
  const answers =
    dispute !== undefined &&
    before?.record === recordKey(record) &&
    amends.dispute === (await digestOf(dispute))
  if (!answers) throw amendmentMismatch()
}
