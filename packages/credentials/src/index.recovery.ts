export {
  createRecoveryVerifier,
  type RecoveryProof,
  type RecoveryVerifierOptions,
} from './recovery/create-recovery-verifier.ts'
export {
  type DeskEvidence,
  type DeskSigner,
  deskPurpose,
  type ProveDeskPersonOptions,
  proveDeskPerson,
} from './recovery/desk-person.ts'
export type { RecoveryResult } from './recovery/finish-recovery.ts'
export { createMemoryRecoveryStore } from './recovery/memory-recovery-store.ts'
export type { RecoverySignature } from './recovery/prove-parties.ts'
export {
  type ApproveRecoveryOptions,
  approveRecovery,
  type ObjectToRecoveryOptions,
  objectToRecovery,
  recoveryApprovalType,
  recoveryObjectionType,
} from './recovery/recovery-approval.ts'
export {
  createRecoveryDesk,
  type RecoveryCallOptions,
  type RecoveryDelays,
  type RecoveryDesk,
  type RecoveryDeskOptions,
} from './recovery/recovery-desk.ts'
export type { NotifyRecovery, RecoveryNotice } from './recovery/recovery-notice.ts'
export {
  type IdentifiedDid,
  type RecoveryReceipt,
  recoveryReceiptType,
  type VerifyRecoveryReceiptOptions,
  verifyRecoveryReceipt,
} from './recovery/recovery-receipt.ts'
export {
  decodeRecoveryRequest,
  type IdentityReference,
  type RecoveryContent,
  type RecoveryPath,
  type RecoveryRequest,
  recoveryRequestType,
  signRecoveryRequest,
} from './recovery/recovery-request.ts'
export type {
  NewRecoveryAttempt,
  RecoveryAttempt,
  RecoveryState,
  RecoveryStore,
} from './recovery/recovery-store.ts'
export type { RecoverySubmission } from './recovery/recovery-submission.ts'
