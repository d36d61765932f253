import type { StatementSet, StatementWithEvidence, WithdrawalWithEvidence } from '@fidecura/consent'
import type { RevocationSubmission } from '@fidecura/credentials'
import type { RecoverySignature, RecoverySubmission } from '@fidecura/credentials/recovery'
import type { SignInChallenge } from '@fidecura/identity'
import type { Configuration } from '../api/configuration.ts'
import type {
  ConsentRequestItem,
  MadeConsentRequest,
  NewConsentRequest,
  Notice,
  ReceiptAnswer,
  ReceivedNotice,
  ToldRecipient,
} from '../api/consents.ts'
import type { Done } from '../api/done.ts'
import type { GuardianshipItem } from '../api/guardians.ts'
import type { MandateItem, MandateOffer, NewMandate, NewMandateOffer } from '../api/mandates.ts'
import type {
  ClaimedOffer,
  HeldOffer,
  NewGuardianOffer,
  NewPatientOffer,
  Offer,
  OfferState,
  OfferSummary,
} from '../api/offers.ts'
import type { Page, PageQuery, Principal, Session, SignInRequest } from '../api/people.ts'
import type {
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
import type {
  Authority,
  ImportResult,
  RevocationItem,
  StaffImpact,
  StaffImport,
  StaffMember,
  StaffState,
} from '../api/staff.ts'
import type { CallOptions } from './transport.ts'

/** Members of the staff in one state, or all. */
export interface StaffQuery extends PageQuery {
  readonly state?: StaffState | undefined
}

/**
 * The API of a hospital, typed. Every method throws {@link ServerProblem}: with the code of the service, or
 * `server_unreachable`, `answer_malformed`, `aborted` (unknown).
 */
export interface FidecuraClient {
  configuration(call?: CallOptions): Promise<Configuration>
  /** For `openTrustBundle`, pinned to `bundleSigner` of the app's own `config.json`. */
  trustBundle(call?: CallOptions): Promise<{ readonly bundle: string }>

  /** To be answered with `proveSignIn`, or its nonce with a presentation. */
  challenge(call?: CallOptions): Promise<SignInChallenge>
  signIn(answer: SignInRequest, call?: CallOptions): Promise<Session>
  signOut(call?: CallOptions): Promise<Done>
  /** As whom the session is signed in, if it still holds. */
  session(call?: CallOptions): Promise<Principal>

  /** Of the desk. */
  offerIdentity(offer: NewPatientOffer, call?: CallOptions): Promise<Offer>
  /** Of the desk: to whoever acts for a patient. */
  offerGuardianship(offer: NewGuardianOffer, call?: CallOptions): Promise<Offer>
  offers(page?: PageQuery, call?: CallOptions): Promise<Page<OfferSummary>>
  /** Of the desk: the digits that the holder's screen shows, typed. */
  confirmOffer(
    id: string,
    digits: string,
    call?: CallOptions,
  ): Promise<{ readonly state: OfferState }>
  /** Of the desk, as the second person: of a guardian whose digits another has confirmed. */
  approveOffer(id: string, call?: CallOptions): Promise<{ readonly state: OfferState }>
  voidOffer(id: string, call?: CallOptions): Promise<{ readonly state: OfferState }>
  /** Of the holder. */
  claimOffer(code: string, call?: CallOptions): Promise<ClaimedOffer>
  /** Of the holder who claimed it: ask again every second or two, until it is issued or void. */
  heldOffer(id: string, call?: CallOptions): Promise<HeldOffer>

  previewStaff(staff: StaffImport, call?: CallOptions): Promise<ImportResult>
  importStaff(staff: StaffImport, call?: CallOptions): Promise<ImportResult>
  staff(query?: StaffQuery, call?: CallOptions): Promise<Page<StaffMember>>
  staffMember(id: string, call?: CallOptions): Promise<StaffMember>
  /** Offers to those who were imported, whose codes are shown once. */
  offerToStaff(
    ids: readonly string[],
    call?: CallOptions,
  ): Promise<{ readonly offers: readonly (Offer & { readonly staff: string })[] }>
  /** @param approval - From `signStaffApproval`. */
  approveStaff(
    approval: string,
    call?: CallOptions,
  ): Promise<{ readonly items: readonly StaffMember[] }>
  rejectStaff(id: string, reason: string, call?: CallOptions): Promise<StaffMember>
  /** One person, at once: the list that says so is published before this resolves. */
  suspendStaff(id: string, reason: string, call?: CallOptions): Promise<StaffMember>
  reinstateStaff(id: string, call?: CallOptions): Promise<StaffMember>
  impactOfStaff(id: string, call?: CallOptions): Promise<StaffImpact>
  /** The first of two: `signRevocationOrder`. */
  proposeRevocation(order: RevocationSubmission, call?: CallOptions): Promise<RevocationItem>
  /** The second: `approveRevocationOrder`. */
  approveRevocation(
    id: string,
    order: RevocationSubmission,
    call?: CallOptions,
  ): Promise<RevocationItem>
  revocations(page?: PageQuery, call?: CallOptions): Promise<Page<RevocationItem>>
  authority(call?: CallOptions): Promise<Authority>

  requestConsent(request: NewConsentRequest, call?: CallOptions): Promise<MadeConsentRequest>
  consentRequests(page?: PageQuery, call?: CallOptions): Promise<Page<ConsentRequestItem>>
  myRequests(query?: PageQuery & ForRecord, call?: CallOptions): Promise<Page<ConsentRequestItem>>
  submitStatement(statement: StatementWithEvidence, call?: CallOptions): Promise<ReceiptAnswer>
  /** @param refusal - From `signRefusal`. */
  refuseRequest(refusal: string, call?: CallOptions): Promise<Done>
  withdraw(withdrawal: WithdrawalWithEvidence, call?: CallOptions): Promise<ReceiptAnswer>
  /** The register's set: `verifyStatementSet` says whether it is whole. */
  myStatements(query?: ForRecord, call?: CallOptions): Promise<StatementSet>
  /** @param statement - Base64url SHA-256 of the token of a statement about the record. */
  myRecipients(
    statement: string,
    query?: ForRecord,
    call?: CallOptions,
  ): Promise<{ readonly items: readonly ToldRecipient[] }>
  /** Of the staff: what registers told their department. */
  statementNotices(page?: PageQuery, call?: CallOptions): Promise<Page<ReceivedNotice>>
  myNotices(query?: ForRecord, call?: CallOptions): Promise<Page<Notice>>

  submitEntry(entry: NewEntry, call?: CallOptions): Promise<SubmittedEntry>
  /** Of the doctor who is signed in. */
  entries(page?: PageQuery, call?: CallOptions): Promise<Page<EntryItem>>
  myEntries(query?: PageQuery & ForRecord, call?: CallOptions): Promise<Page<EntryItem>>
  /** A proof file of something that was handed in: since when it is unaltered, without anybody's help. */
  provePreserved(wanted: NewProof, call?: CallOptions): Promise<PreservedProof>
  answerEntry(confirmation: NewConfirmation, call?: CallOptions): Promise<EntryItem>

  read(request: ReadRequest, call?: CallOptions): Promise<ReadAnswer>
  /** Of whoever may break the glass: once for each request that is signed. */
  readInEmergency(request: EmergencyRequest, call?: CallOptions): Promise<EmergencyAnswer>
  myAccesses(query?: PageQuery & ForRecord, call?: CallOptions): Promise<Page<AccessItem>>

  /** Of the desk: what a new key of this patient has to name. */
  recoveryReference(record: string, call?: CallOptions): Promise<RecoveryReference>
  /**
   * Of whoever has the new key. Of the way `desk` without approvals: two people of the desk add theirs.
   */
  openRecovery(submission: RecoverySubmission, call?: CallOptions): Promise<RecoveryItem>
  /** @param approval - From `approveRecovery` of credentials, with role and licence as evidence. */
  approveRecovery(
    id: string,
    approval: RecoverySignature,
    call?: CallOptions,
  ): Promise<RecoveryItem>
  /** Of the desk all; of others those of their key or record. */
  recoveries(page?: PageQuery, call?: CallOptions): Promise<Page<RecoveryItem>>
  /** Once the time to object is over. */
  completeRecovery(id: string, call?: CallOptions): Promise<RecoveryDone>
  objectToRecovery(
    id: string,
    objections: readonly RecoverySignature[],
    call?: CallOptions,
  ): Promise<RecoveryItem>

  /** Of the patient: a code for the person who shall act for them. */
  offerMandate(offer: NewMandateOffer, call?: CallOptions): Promise<Offer>
  mandateOffer(id: string, call?: CallOptions): Promise<MandateOffer>
  /** The digits that the other person's screen shows, typed. */
  confirmMandate(id: string, digits: string, call?: CallOptions): Promise<MandateOffer>
  giveMandate(mandate: NewMandate, call?: CallOptions): Promise<MandateItem>
  /** Of the patient: those that they have given. */
  myMandates(page?: PageQuery, call?: CallOptions): Promise<Page<MandateItem>>
  /** For good, and refused everywhere within a minute. */
  endMandate(id: string, call?: CallOptions): Promise<MandateItem>

  /** Of the desk. */
  guardianships(page?: PageQuery, call?: CallOptions): Promise<Page<GuardianshipItem>>
  /** Of the desk, as the first of two. @param order - From `signRevocationOrder`, about this one alone. */
  proposeGuardianEnd(
    id: string,
    order: RevocationSubmission,
    call?: CallOptions,
  ): Promise<GuardianshipItem>
  /** Of the desk, as the second. @param order - From `approveRevocationOrder`. */
  approveGuardianEnd(
    id: string,
    order: RevocationSubmission,
    call?: CallOptions,
  ): Promise<GuardianshipItem>
}
