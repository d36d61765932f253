export {
  createRecoveryVerifier,
  type RecoveryProof,
  type RecoveryVerifierOptions,
} from './create-recovery-verifier.ts'
export {
  type DeskEvidence,
  type DeskSigner,
  deskPurpose,
  type ProveDeskPersonOptions,
  proveDeskPerson,
} from './desk-person.ts'
export type { RecoveryResult } from './finish-recovery.ts'
export { createMemoryRecoveryStore } from './memory-recovery-store.ts'
export type { RecoverySignature } from './prove-parties.ts'
export {
  type ApproveRecoveryOptions,
  approveRecovery,
  type ObjectToRecoveryOptions,
  objectToRecovery,
  recoveryApprovalType,
  recoveryObjectionType,
} from './recovery-approval.ts'
export {
  createRecoveryDesk,
  type RecoveryCallOptions,
  type RecoveryDelays,
  type RecoveryDesk,
  type RecoveryDeskOptions,
} from './recovery-desk.ts'
export type { NotifyRecovery, RecoveryNotice } from './recovery-notice.ts'
export {
  type IdentifiedDid,
  type RecoveryReceipt,
  recoveryReceiptType,
  type VerifyRecoveryReceiptOptions,
  verifyRecoveryReceipt,
} from './recovery-receipt.ts'
export {
  decodeRecoveryRequest,
  type IdentityReference,
  type RecoveryContent,
  type RecoveryPath,
  type RecoveryRequest,
  recoveryRequestType,
  signRecoveryRequest,
} from './recovery-request.ts'
export type {
  NewRecoveryAttempt,
  RecoveryAttempt,
  RecoveryState,
  RecoveryStore,
} from './recovery-store.ts'
export type { RecoverySubmission } from './recovery-submission.ts'
