// Made by `npm run client` from the OpenAPI document of the service. What changes it is the schemas.
import type {
  AccessItem,
  AdminOrderItem,
  Authority,
  ClaimedOffer,
  Configuration,
  ConsentRequestItem,
  Done,
  EmergencyAnswer,
  EmergencyRequest,
  EntryItem,
  GuardianshipItem,
  HeldOffer,
  ImportResult,
  MadeConsentRequest,
  MandateItem,
  MandateOffer,
  NewConfirmation,
  NewConsentRequest,
  NewEntry,
  NewGuardianOffer,
  NewMandate,
  NewPatientOffer,
  NewProof,
  Notice,
  Offer,
  OfferState,
  OfferSummary,
  OpenIdOffer,
  PreservedProof,
  Principal,
  ReadAnswer,
  ReadRequest,
  ReceiptAnswer,
  ReceivedNotice,
  RecoveryDone,
  RecoveryItem,
  RecoveryReference,
  RevocationItem,
  Session,
  SignInRequest,
  SignedOrder,
  StaffImpact,
  StaffImport,
  StaffMember,
  StaffOffer,
  StaffState,
  SubmittedEntry,
  ToldRecipient,
} from '../api/bodies.ts'
import type { Page } from '../api/page.ts'
import type { StatementSet, StatementWithEvidence, WithdrawalWithEvidence } from '@fidecura/consent'
import type { RevocationSubmission } from '@fidecura/credentials'
import type { RecoverySignature, RecoverySubmission } from '@fidecura/credentials/recovery'
import type { SignInChallenge } from '@fidecura/identity'
import type { CallOptions } from './transport.ts'

/**
 * The API of a hospital, typed. Every method throws `ServerProblem`: with the code of the service, or
 * `server_unreachable`, `answer_malformed`, `aborted` (unknown).
 */
export interface FidecuraClient {
  /** What an app has to know of the hospital. */
  configuration(call?: CallOptions): Promise<Configuration>
  /**
   * Signed documents, lists and accreditations to verify by, also offline.
   * For `openTrustBundle`, pinned to `bundleSigner` of the app’s own `config.json`.
   */
  trustBundle(call?: CallOptions): Promise<{ readonly bundle: string }>
  /** Whether the service can read what it keeps. */
  health(call?: CallOptions): Promise<{ readonly healthy: true }>
  /**
   * A challenge, to sign in by or to present something for.
   * To be answered with `proveSignIn`, or its nonce with a presentation.
   */
  challenge(call?: CallOptions): Promise<SignInChallenge>
  /** Answers a challenge, and begins a session. */
  signIn(body: SignInRequest, call?: CallOptions): Promise<Session>
  /** Ends the session. */
  signOut(call?: CallOptions): Promise<Done>
  /** As whom the session is signed in, if it still holds. */
  session(call?: CallOptions): Promise<Principal>
  /** Offers an identity to a patient who was identified in person, or a guardianship to whoever acts for one. */
  offerAtDesk(body: NewPatientOffer | NewGuardianOffer, call?: CallOptions): Promise<Offer>
  /** Offers of the desk, or of the department. */
  offers(query?: { readonly after?: number | undefined; readonly limit?: number | undefined }, call?: CallOptions): Promise<Page<OfferSummary>>
  /** Claims the offer of a code for the key that is signed in. */
  claimOffer(code: string, call?: CallOptions): Promise<ClaimedOffer>
  /**
   * How far an offer is that the holder has claimed, and what was issued.
   * Ask again every second or two, until it is issued or void.
   */
  heldOffer(id: string, call?: CallOptions): Promise<HeldOffer>
  /** Takes the four digits that the screen of the holder shows; the third wrong ones end the offer. */
  confirmOffer(id: string, digits: string, call?: CallOptions): Promise<{ readonly state: OfferState }>
  /** Names a guardian, as the second person of the desk. */
  approveOffer(id: string, call?: CallOptions): Promise<{ readonly state: OfferState }>
  /** Takes an offer back that was not issued. */
  voidOffer(id: string, call?: CallOptions): Promise<{ readonly state: OfferState }>
  /** Hands an open offer of the desk out by OpenID4VCI, too: a link for any wallet, and a code to tell the person. */
  handOutOffer(id: string, call?: CallOptions): Promise<OpenIdOffer>
  /** What an import would do, row by row; changes nothing. */
  previewStaff(body: StaffImport, call?: CallOptions): Promise<ImportResult>
  /** Takes rows into the list: all, or with `onlyValid` those that are good. */
  importStaff(body: StaffImport, call?: CallOptions): Promise<ImportResult>
  /** The staff of the department, in one state or all. */
  staff(query?: { readonly after?: number | undefined; readonly limit?: number | undefined; readonly state?: StaffState | undefined }, call?: CallOptions): Promise<Page<StaffMember>>
  /** Offers credentials to members of the list; the codes are shown once. */
  offerToStaff(ids: readonly string[], call?: CallOptions): Promise<{ readonly offers: readonly StaffOffer[] }>
  /** One member of the staff. */
  staffMember(id: string, call?: CallOptions): Promise<StaffMember>
  /** The accreditations from a root to the department. */
  authority(call?: CallOptions): Promise<Authority>
  /**
   * Issues licence and role to members whom a second person has approved.
   * The approval is from `signStaffApproval`.
   */
  approveStaff(approval: string, call?: CallOptions): Promise<{ readonly items: readonly StaffMember[] }>
  /** Ends what has not been issued. */
  rejectStaff(id: string, reason: string, call?: CallOptions): Promise<StaffMember>
  /** Suspends the role of somebody at once: published before this answers. */
  suspendStaff(id: string, reason: string, call?: CallOptions): Promise<StaffMember>
  /** Takes a suspension back. */
  reinstateStaff(id: string, call?: CallOptions): Promise<StaffMember>
  /** What was done under the role of somebody. */
  impactOfStaff(id: string, call?: CallOptions): Promise<StaffImpact>
  /**
   * Proposes a revocation, as the first of two people.
   * From `signRevocationOrder`.
   */
  proposeRevocation(body: RevocationSubmission, call?: CallOptions): Promise<RevocationItem>
  /** Revocations of the department, and how far they are. */
  revocations(query?: { readonly after?: number | undefined; readonly limit?: number | undefined }, call?: CallOptions): Promise<Page<RevocationItem>>
  /**
   * Revokes, as the second of two people.
   * From `approveRevocationOrder`.
   */
  approveRevocation(id: string, body: RevocationSubmission, call?: CallOptions): Promise<RevocationItem>
  /** Asks a patient for a consent, in the name of the department. */
  requestConsent(body: NewConsentRequest, call?: CallOptions): Promise<MadeConsentRequest>
  /** What the department has asked for, and what became of it. */
  consentRequests(query?: { readonly after?: number | undefined; readonly limit?: number | undefined }, call?: CallOptions): Promise<Page<ConsentRequestItem>>
  /** What the patient is asked. */
  myRequests(query?: { readonly after?: number | undefined; readonly limit?: number | undefined; readonly record?: string | undefined }, call?: CallOptions): Promise<Page<ConsentRequestItem>>
  /** Hands a signed statement in: a consent, a restriction, an objection. */
  submitStatement(body: StatementWithEvidence, call?: CallOptions): Promise<ReceiptAnswer>
  /**
   * All statements about the record, and the word of the register that they are all.
   * `verifyStatementSet` says whether it is whole.
   */
  myStatements(query?: { readonly record?: string | undefined }, call?: CallOptions): Promise<StatementSet>
  /**
   * Says no to a request.
   * From `signRefusal`.
   */
  refuseRequest(refusal: string, call?: CallOptions): Promise<Done>
  /** Takes a statement back. It counts no more from the instant of the receipt. */
  withdraw(body: WithdrawalWithEvidence, call?: CallOptions): Promise<ReceiptAnswer>
  /** What others did in the record, in the place of the patient or to their keys. */
  myNotices(query?: { readonly after?: number | undefined; readonly limit?: number | undefined; readonly record?: string | undefined }, call?: CallOptions): Promise<Page<Notice>>
  /** What the register of a partner tells an organisation of this hospital about a consent. */
  tellOfStatement(notice: string, call?: CallOptions): Promise<{ readonly acknowledgement: string }>
  /** What registers told the department of whoever asks. */
  statementNotices(query?: { readonly after?: number | undefined; readonly limit?: number | undefined }, call?: CallOptions): Promise<Page<ReceivedNotice>>
  /**
   * Who was to hear what became of a statement, and whether they did.
   * The segment is the base64url SHA-256 of the token of a statement about the record.
   */
  myRecipients(digest: string, query?: { readonly record?: string | undefined }, call?: CallOptions): Promise<{ readonly items: readonly ToldRecipient[] }>
  /** Proves since when something that was handed in is unaltered. */
  provePreserved(body: NewProof, call?: CallOptions): Promise<PreservedProof>
  /** Has a signed clinical entry wait for its patient. */
  submitEntry(body: NewEntry, call?: CallOptions): Promise<SubmittedEntry>
  /** Entries of the doctor who is signed in, and what their patients said. */
  entries(query?: { readonly after?: number | undefined; readonly limit?: number | undefined }, call?: CallOptions): Promise<Page<EntryItem>>
  /** Entries in the record, with what they say. */
  myEntries(query?: { readonly after?: number | undefined; readonly limit?: number | undefined; readonly record?: string | undefined }, call?: CallOptions): Promise<Page<EntryItem>>
  /** Confirms an entry, or disputes it. */
  answerEntry(body: NewConfirmation, call?: CallOptions): Promise<EntryItem>
  /** What of a record may be read, after a decision by what the patient has stated. */
  read(body: ReadRequest, call?: CallOptions): Promise<ReadAnswer>
  /**
   * What of a record may be read in an emergency that somebody answers for in person.
   * Once for each request that is signed.
   */
  readInEmergency(body: EmergencyRequest, call?: CallOptions): Promise<EmergencyAnswer>
  /** Who read in the record, or wanted to: when, what for, and what came of it. */
  myAccesses(query?: { readonly after?: number | undefined; readonly limit?: number | undefined; readonly record?: string | undefined }, call?: CallOptions): Promise<Page<AccessItem>>
  /** What a new key of a patient has to name. */
  recoveryReference(record: string, call?: CallOptions): Promise<RecoveryReference>
  /**
   * Asks for the identity of a record, with a new key.
   * Of the way `desk` without approvals: two people of the desk add theirs.
   */
  openRecovery(body: RecoverySubmission, call?: CallOptions): Promise<RecoveryItem>
  /** Recoveries: of the desk all, of others those of their key or record. */
  recoveries(query?: { readonly after?: number | undefined; readonly limit?: number | undefined }, call?: CallOptions): Promise<Page<RecoveryItem>>
  /**
   * Approves a recovery, as one of two people of the desk.
   * From `approveRecovery` of credentials, with role and licence as evidence.
   */
  approveRecovery(id: string, body: RecoverySignature, call?: CallOptions): Promise<RecoveryItem>
  /** Objects to a recovery, which ends it. */
  objectToRecovery(id: string, objections: readonly RecoverySignature[], call?: CallOptions): Promise<RecoveryItem>
  /** Retires the old key and issues the new identity, once the time to object is over. */
  completeRecovery(id: string, call?: CallOptions): Promise<RecoveryDone>
  /** Begins a mandate of the patient: a code for the person who shall act for them. */
  offerMandate(name: string, call?: CallOptions): Promise<Offer>
  /** How far a mandate is that the patient has begun. */
  mandateOffer(id: string, call?: CallOptions): Promise<MandateOffer>
  /** Takes the four digits that the other person reads from their screen; the third wrong ones end it. */
  confirmMandate(id: string, digits: string, call?: CallOptions): Promise<MandateOffer>
  /** Hands in the mandate that the patient has signed. */
  giveMandate(body: NewMandate, call?: CallOptions): Promise<MandateItem>
  /** Mandates that the patient has given, and which of them are in force. */
  myMandates(query?: { readonly after?: number | undefined; readonly limit?: number | undefined }, call?: CallOptions): Promise<Page<MandateItem>>
  /**
   * Takes a mandate back for good: published before this answers.
   * It is refused everywhere within a minute.
   */
  endMandate(id: string, call?: CallOptions): Promise<MandateItem>
  /** Guardianships that the hospital has issued, and how they stand. */
  guardianships(query?: { readonly after?: number | undefined; readonly limit?: number | undefined }, call?: CallOptions): Promise<Page<GuardianshipItem>>
  /**
   * Proposes to end a guardianship, as the first of two people of the desk.
   * From `signRevocationOrder`, about this one alone.
   */
  proposeGuardianEnd(id: string, body: RevocationSubmission, call?: CallOptions): Promise<GuardianshipItem>
  /**
   * Ends a guardianship for good, as the second person: published before this answers.
   * From `approveRevocationOrder`.
   */
  approveGuardianEnd(id: string, body: RevocationSubmission, call?: CallOptions): Promise<GuardianshipItem>
  /**
   * Gives an order: carried out at once, or kept for the signature of a second administrator.
   * The order is from `signAdminOrder`.
   */
  giveOrder(body: SignedOrder, call?: CallOptions): Promise<AdminOrderItem>
  /** Orders of the administrators, and how far they are. */
  orders(query?: { readonly after?: number | undefined; readonly limit?: number | undefined }, call?: CallOptions): Promise<Page<AdminOrderItem>>
  /**
   * Signs the very same order as a second person, and so carries it out.
   * From `signAdminOrder`, of what `decodeAdminOrder` read.
   */
  approveOrder(id: string, body: SignedOrder, call?: CallOptions): Promise<AdminOrderItem>
  /** Ends an order that waits, of whomever: so whoever gave it takes it back. */
  declineOrder(id: string, call?: CallOptions): Promise<AdminOrderItem>
}

/**
 * By what each method asks: method, path, and what it takes beside the segments of the path: `*` a body or query, or
 * the one member that those consist of.
 */
export const calls: Readonly<Record<keyof FidecuraClient, string>> = {
  configuration: 'GET /configuration',
  trustBundle: 'GET /trust-bundle',
  health: 'GET /health',
  challenge: 'POST /sign-in/challenges',
  signIn: 'POST /sign-in *',
  signOut: 'POST /sign-out',
  session: 'GET /session',
  offerAtDesk: 'POST /offers *',
  offers: 'GET /offers *',
  claimOffer: 'POST /offers/claim code',
  heldOffer: 'GET /offers/{id}',
  confirmOffer: 'POST /offers/{id}/confirm digits',
  approveOffer: 'POST /offers/{id}/approve',
  voidOffer: 'POST /offers/{id}/void',
  handOutOffer: 'POST /offers/{id}/openid',
  previewStaff: 'POST /staff/preview *',
  importStaff: 'POST /staff/import *',
  staff: 'GET /staff *',
  offerToStaff: 'POST /staff/offers ids',
  staffMember: 'GET /staff/{id}',
  authority: 'GET /authority',
  approveStaff: 'POST /staff/approve approval',
  rejectStaff: 'POST /staff/{id}/reject reason',
  suspendStaff: 'POST /staff/{id}/suspend reason',
  reinstateStaff: 'POST /staff/{id}/reinstate',
  impactOfStaff: 'GET /staff/{id}/impact',
  proposeRevocation: 'POST /revocations *',
  revocations: 'GET /revocations *',
  approveRevocation: 'POST /revocations/{id}/approve *',
  requestConsent: 'POST /consent-requests *',
  consentRequests: 'GET /consent-requests *',
  myRequests: 'GET /me/requests *',
  submitStatement: 'POST /me/statements *',
  myStatements: 'GET /me/statements *',
  refuseRequest: 'POST /me/refusals refusal',
  withdraw: 'POST /me/withdrawals *',
  myNotices: 'GET /me/notices *',
  tellOfStatement: 'POST /statement-notices notice',
  statementNotices: 'GET /statement-notices *',
  myRecipients: 'GET /me/statements/{digest}/recipients *',
  provePreserved: 'POST /me/evidence *',
  submitEntry: 'POST /entries *',
  entries: 'GET /entries *',
  myEntries: 'GET /me/entries *',
  answerEntry: 'POST /me/confirmations *',
  read: 'POST /records/read *',
  readInEmergency: 'POST /records/emergency *',
  myAccesses: 'GET /me/accesses *',
  recoveryReference: 'GET /recoveries/reference record',
  openRecovery: 'POST /recoveries *',
  recoveries: 'GET /recoveries *',
  approveRecovery: 'POST /recoveries/{id}/approvals *',
  objectToRecovery: 'POST /recoveries/{id}/objections objections',
  completeRecovery: 'POST /recoveries/{id}/complete',
  offerMandate: 'POST /me/mandate-offers name',
  mandateOffer: 'GET /me/mandate-offers/{id}',
  confirmMandate: 'POST /me/mandate-offers/{id}/confirm digits',
  giveMandate: 'POST /me/mandates *',
  myMandates: 'GET /me/mandates *',
  endMandate: 'POST /me/mandates/{id}/end',
  guardianships: 'GET /guardianships *',
  proposeGuardianEnd: 'POST /guardianships/{id}/end *',
  approveGuardianEnd: 'POST /guardianships/{id}/end/approve *',
  giveOrder: 'POST /orders *',
  orders: 'GET /orders *',
  approveOrder: 'POST /orders/{id}/approve *',
  declineOrder: 'POST /orders/{id}/decline',
}
