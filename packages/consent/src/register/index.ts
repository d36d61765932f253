export { evidenceDigestOf } from '../evidence-digest.ts'
export { createMemoryRegisterStore } from './memory-register-store.ts'
export {
  createRegister,
  type Register,
  type RegisterCallOptions,
  type RegisterOptions,
  type StampOptions,
} from './register.ts'
export type { RecordedNotice } from './register-entry.ts'
export type {
  NewRecipientNotice,
  NoticeName,
  RecipientNotice,
  RegisterOutbox,
  StatementChange,
} from './register-outbox.ts'
export type {
  AppendedWith,
  NewRegisterEntry,
  RegisterEntry,
  RegisterSnapshot,
  RegisterStore,
} from './register-store.ts'
