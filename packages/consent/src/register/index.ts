export { evidenceDigestOf } from '../evidence-digest.ts'
export {
  type ApproveRegisterLossOptions,
  approveRegisterLoss,
  lossApprovalType,
} from '../register-loss/loss-approval.ts'
export {
  decodeRegisterLoss,
  registerLossType,
  signRegisterLoss,
} from '../register-loss/register-loss.ts'
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
