export type {
  AppConfiguration,
  Choice,
  Configuration,
  Department,
  Staffing,
} from '../api/configuration.ts'
export type {
  CarriedRequest,
  ConsentRequestItem,
  MadeConsentRequest,
  NewConsentRequest,
  Notice,
  ReceiptAnswer,
  ReceivedNotice,
  ToldRecipient,
} from '../api/consents.ts'
export type { Done } from '../api/done.ts'
export type { GuardianOffered, GuardianshipEnding, GuardianshipItem } from '../api/guardians.ts'
export type {
  MandateItem,
  MandateOffer,
  MandatePlace,
  NewMandate,
  NewMandateOffer,
} from '../api/mandates.ts'
export type {
  ClaimedOffer,
  HeldOffer,
  NewGuardianOffer,
  NewPatientOffer,
  Offer,
  OfferState,
  OfferSummary,
} from '../api/offers.ts'
export type {
  Page,
  PageQuery,
  Party,
  Principal,
  RecordAccess,
  Session,
  SignInRequest,
  StaffIdentity,
} from '../api/people.ts'
export type {
  AccessItem,
  EmergencyAnswer,
  EmergencyRequest,
  EntryItem,
  ForRecord,
  NewConfirmation,
  NewEntry,
  NewProof,
  PreservedProof,
  ReadAnswer,
  ReadRequest,
  RecoveryDone,
  RecoveryItem,
  RecoveryReference,
  SubmittedEntry,
} from '../api/records.ts'
export type {
  Authority,
  ImportedRow,
  ImportResult,
  IssuedName,
  RevocationItem,
  RowError,
  StaffImpact,
  StaffImport,
  StaffMember,
  StaffRow,
  StaffState,
} from '../api/staff.ts'
export {
  type StaffApproval,
  signStaffApproval,
  staffApprovalType,
} from '../approval/staff-approval.ts'
export { staffDigest } from '../approval/staff-digest.ts'
export { ServerError, type ServerErrorCode } from '../errors.ts'
export { createFidecuraClient } from './create-client.ts'
export type { FidecuraClient, StaffQuery } from './fidecura-client.ts'
export { type ClientErrorCode, ServerProblem, type ServerProblemCode } from './problem.ts'
export { readRequestFragment, requestFragment } from './request-link.ts'
export { type CallOptions, type ClientOptions, newIdempotencyKey } from './transport.ts'
