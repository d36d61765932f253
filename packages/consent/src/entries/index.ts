export {
  type AmendingEntry,
  type VerifiedAmendment,
  type VerifyAmendmentOptions,
  verifyAmendment,
} from './amendment.ts'
export {
  assertVerifiedConfirmation,
  type Confirmation,
  type ConfirmedEntry,
  confirmationType,
  type SignConfirmationOptions,
  signConfirmation,
  type VerifiedConfirmation,
  type VerifyConfirmationOptions,
  type VerifyConfirmedEntryOptions,
  verifyConfirmation,
  verifyConfirmedEntry,
} from './confirmation.ts'
export {
  type Amends,
  assertVerifiedEntry,
  type Entry,
  entryType,
  type SignEntryOptions,
  signEntry,
  type VerifiedEntry,
  type VerifyEntryOptions,
  verifyEntry,
} from './entry.ts'
export {
  createEntryInbox,
  type EntryInbox,
  type EntryInboxOptions,
  type InboxCallOptions,
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
