export {
  type AmendingEntry,
  type VerifiedAmendment,
  type VerifyAmendmentOptions,
  verifyAmendment,
} from '../amendment.ts'
export {
  createEntryInbox,
  type EntryInbox,
  type EntryInboxOptions,
  type SubmittedConfirmation,
  type SubmittedEntry,
  type WaitingEntries,
  type WaitingOptions,
} from './entry-inbox.ts'
export {
  createMemoryEntryInboxStore,
  type EntryInboxStore,
  type InboxAnswer,
  type InboxEntry,
  type NewInboxEntry,
} from './entry-inbox-store.ts'
