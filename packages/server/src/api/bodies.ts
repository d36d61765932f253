// Made by `npm run client` from the OpenAPI document of the service. What changes it is the schemas.
import type { EpochSeconds } from '@fidecura/base'
import type { BreakGlassRules, DutyObligation, PatientEvidence, RequestedCategory, RoleEvidence } from '@fidecura/consent'
import type { RequesterEvidence } from '@fidecura/consent/request'
import type { Coding, CredentialUse, GuardianPower, Identifier, PresentationBundle, TrustedRoot } from '@fidecura/credentials'
import type { Did, PublicJwk } from '@fidecura/identity'

/** Who looked, or tried to. */
export interface AccessItem {
  readonly id: string
  readonly at: EpochSeconds
  readonly by: Reader
  readonly purpose: string
  readonly outcome: 'permit' | 'deny' | 'no_consent' | 'unknown'
}

/** An order of an administrator, and how far it is. */
export interface AdminOrderItem {
  readonly id: string
  readonly kind: 'accredit_department' | 'add_root' | 'remove_root' | 'add_partner' | 'remove_partner' | 'add_platform' | 'remove_platform' | 'set_jurisdiction' | 'confirm_restore' | 'end_sessions' | 'take_backup'
  /** `proposed`: it waits for the signature of another administrator. */
  readonly state: 'proposed' | 'done' | 'expired' | 'declined'
  /** The first signature: read it with `decodeAdminOrder`, and sign the same order. */
  readonly order: string
  readonly proposedBy: string
  readonly proposedAt: EpochSeconds
  /** By which whoever signs second sees who signed first, as long as it waits. */
  readonly evidence?: RoleEvidence | undefined
  readonly approvedBy?: string | undefined
  readonly declinedBy?: string | undefined
  readonly doneAt?: EpochSeconds | undefined
  readonly expiresAt: EpochSeconds
  /** The name of the backup that was taken. */
  readonly backup?: string | undefined
}

/** The chain of authority of the department: for `explainAuthority`. */
export interface Authority {
  readonly department: string
  readonly chain: readonly string[]
}

/** A code, and how people call it. */
export interface Choice {
  readonly coding: Coding
  readonly labels: { readonly en: string; readonly 'zh-CN': string }
}

/** What a holder learns by claiming: enough for `comparisonDigits`, and nothing of whom it is for. */
export interface ClaimedOffer {
  readonly id: string
  readonly kind: 'patient' | 'guardian' | 'staff' | 'mandate'
  readonly issuer: Party
  /** Drawn after the claim. */
  readonly nonce: string
}

/** What an app has to know of a hospital. Whom it trusts it reads from its own `config.json`. */
export interface Configuration {
  readonly tenant: string
  readonly name: string
  readonly did: Did
  /** For sign-in and presentations. */
  readonly audience: string
  readonly origin: string
  readonly roots: readonly TrustedRoot[]
  /** Who keeps the records, by which register, and how they are numbered. */
  readonly custodian: { readonly did: Did; readonly name: string; readonly register: Did; readonly recordSystem: string }
  /** The key that signs the trust bundle: of a hosted DID a bundle could not be opened by that bundle itself. */
  readonly bundleSigner: PublicJwk
  /** Whose rules decide: `optIn`, `china` or `healthDataSpace` of `@fidecura/consent/jurisdictions`. */
  readonly jurisdiction: 'opt_in' | 'china' | 'health_data_space'
  readonly departments: readonly Department[]
  /** Hospitals whose patients its doctors may ask for a consent from afar. */
  readonly partners: readonly Party[]
  /** What may be done in an emergency; absent: nothing. */
  readonly emergency?: BreakGlassRules | undefined
  /** What tells people what is done with their data. */
  readonly notice: { readonly url: string; readonly digest: string }
  /** What a list of staff may say; without it the console brings none in. */
  readonly staffing: Staffing
}

/** A request that was made, or came in. */
export interface ConsentRequestItem {
  readonly token: string
  readonly evidence: RequesterEvidence
  /** The nonce of the link, if it was made for one. */
  readonly link?: string | undefined
  readonly id: string
  readonly state: 'open' | 'answered' | 'refused' | 'expired'
  readonly createdAt: EpochSeconds
  readonly expiresAt: EpochSeconds
}

/** A department of the hospital. */
export interface Department {
  /** Its name in paths, such as `cardiology`. */
  readonly id: string
  readonly did: Did
  readonly name: string
}

/** Nothing to say but that it was done. */
export interface Done {
  readonly done: true
}

/** What may be read until the emergency is over. */
export interface EmergencyAnswer {
  /** FHIR JSON, base64url: what is left is byte for byte as it is kept. */
  readonly bundle: string
  readonly duties: readonly DutyObligation[]
  /** Exclusive: nothing of it is to be shown from then on. */
  readonly until: EpochSeconds
  /** The register’s, that the request is written down where the patient reads it. */
  readonly receipt: string
  /** The evidence id of the request. */
  readonly evidence?: string | undefined
}

/** What a practitioner would read in an emergency, and answers for in person. */
export interface EmergencyRequest {
  /** From `signBreakGlass`, with the role of the session: whose record, why, and until when. Its nonce and audience are those of the challenge that `presentation` answers. */
  readonly breakGlass: string
  readonly data: readonly RequestedCategory[]
  readonly presentation: PresentationBundle
}

/** An entry, and what the patient said of it. */
export interface EntryItem {
  readonly token: string
  /** The exact bytes, base64url. */
  readonly content: string
  readonly evidence: RoleEvidence
  /** Base64url SHA-256 of the token. */
  readonly id: string
  readonly receivedAt: EpochSeconds
  readonly verdict?: 'confirmed' | 'disputed' | undefined
  readonly confirmation?: string | undefined
}

/** What an offer of a guardianship says, for the second person to read before they approve. */
export interface GuardianOffered {
  readonly ward: Identifier
  readonly basis: 'parent' | 'court' | 'agreed'
  readonly powers: readonly GuardianPower[]
  readonly validUntil: EpochSeconds
}

/** An order to end a guardianship. */
export interface GuardianshipEnding {
  /** The first signature: read it with `decodeRevocationOrder`, sign it with `approveRevocationOrder`. */
  readonly order: string
  readonly proposedBy: string
  readonly approvedBy?: string | undefined
  readonly expiresAt: EpochSeconds
}

/** A guardianship that the hospital has issued. */
export interface GuardianshipItem {
  readonly ward: Identifier
  readonly basis: 'parent' | 'court' | 'agreed'
  readonly powers: readonly GuardianPower[]
  readonly validUntil: EpochSeconds
  /** Of the guardianship. */
  readonly id: string
  /** Of the guardian. */
  readonly name: string
  readonly issuedAt: EpochSeconds
  readonly state: 'in_force' | 'ended' | 'expired'
  /** That somebody wants to end it, and who else agreed. */
  readonly ending?: GuardianshipEnding | undefined
}

/** An offer as the holder who claimed it sees it. */
export interface HeldOffer {
  readonly state: 'claimed' | 'confirmed' | 'issued' | 'void'
  /** Once it is issued. */
  readonly credentials?: readonly string[] | undefined
  readonly chain?: readonly string[] | undefined
}

export interface ImportResult {
  readonly results: readonly ImportedRow[]
  /** How many were brought in. */
  readonly imported: number
}

/** What came of one row. */
export interface ImportedRow {
  /** From 0, in the order in which they were given. */
  readonly row: number
  /** Absent in a preview, and where there are errors. */
  readonly id?: string | undefined
  readonly errors?: readonly RowError[] | undefined
}

/** A credential that was issued, by its name. */
export interface IssuedName {
  readonly issuer: Did
  readonly id: string
  readonly validUntil: EpochSeconds
}

/** A request that was just made. */
export interface MadeConsentRequest {
  readonly token: string
  readonly evidence: RequesterEvidence
  /** The nonce of the link, if it was made for one. */
  readonly link?: string | undefined
  readonly id: string
  readonly state: 'open' | 'answered' | 'refused' | 'expired'
  readonly createdAt: EpochSeconds
  readonly expiresAt: EpochSeconds
  /** Opens the patient’s app with the request in the fragment, which no server sees. */
  readonly url: string
}

/** A mandate that the patient has given. */
export interface MandateItem {
  /** Of the mandate. */
  readonly id: string
  readonly mandate: string
  /** `ended`: the patient took it back, for good. */
  readonly state: 'in_force' | 'ended' | 'expired'
  readonly givenAt: EpochSeconds
  readonly validUntil: EpochSeconds
  readonly endedAt?: EpochSeconds | undefined
}

/** How far it is, for the patient who wants to give it. */
export interface MandateOffer {
  readonly id: string
  readonly state: OfferState
  /** Once the digits agree. */
  readonly place?: MandatePlace | undefined
}

/** What the patient’s app needs to sign a mandate. It makes the digits again of what stands here: they are those that the patient typed, or the key is another’s. */
export interface MandatePlace {
  /** Of the mandate. */
  readonly credential: string
  /** The proxy. */
  readonly holder: { readonly did: Did; readonly publicKey: PublicJwk }
  readonly nonce: string
  /** Its place in the list of the hospital, drawn at random; nobody else ever gets it. */
  readonly status: { readonly list: string; readonly index: number }
  /** The hospital, which signs that list: to be named in the mandate. */
  readonly statusAuthority: Did
}

/** Made by `signConfirmation`. */
export interface NewConfirmation {
  readonly token: string
  readonly evidence: PatientEvidence
}

/** What a department asks a patient for. One of `validDays` and `validHours`. */
export interface NewConsentRequest {
  /** Of a patient of this hospital, who finds the request in the app. Absent: whoever gets the link. */
  readonly record?: Identifier | undefined
  /** Another hospital, among `partners`, that keeps the data. Default: this one. */
  readonly custodian?: Did | undefined
  readonly purposes: readonly string[]
  readonly data: readonly RequestedCategory[]
  readonly validDays?: number | undefined
  readonly validHours?: number | undefined
  /** Up to 600 characters, shown as the department’s own words. */
  readonly words?: string | undefined
}

/** A clinical entry, signed by a doctor. */
export interface NewEntry {
  readonly token: string
  /** The exact bytes, base64url. */
  readonly content: string
  readonly evidence: RoleEvidence
}

/** Somebody at the desk who acts for a patient that is enrolled here; a second person of the desk must approve. */
export interface NewGuardianOffer {
  readonly kind: 'guardian'
  /** The record of the patient. */
  readonly ward: Identifier
  /** Of the guardian. */
  readonly name: string
  readonly basis: 'parent' | 'court' | 'agreed'
  readonly powers: readonly GuardianPower[]
  /** The number of the guardian in a register of persons, where several must be told apart. */
  readonly person?: Identifier | undefined
  /** How long: at most ten years. */
  readonly validDays: number
}

/** A mandate that the patient has signed, as an SD-JWT with every name shown. */
export interface NewMandate {
  readonly offer: string
  readonly mandate: string
}

/** Somebody at the desk, identified in person. */
export interface NewPatientOffer {
  readonly kind: 'patient'
  readonly record: Identifier
  readonly name: string
  /** `1958-03-14`. */
  readonly birthDate: string
}

/** A token that the register has, of a record that is one’s own. */
export interface NewProof {
  readonly token: string
  /** The value of the record number; absent: one’s own. */
  readonly record?: string | undefined
}

/** Something about the patient’s record that others did, or that is to be known. */
export interface Notice {
  readonly id: string
  readonly kind: 'guardian' | 'guardian_ended' | 'statement' | 'withdrawal' | 'break_glass' | 'recovery_opened' | 'recovery_reminder'
  readonly at: EpochSeconds
  /** What was signed, for the app to read. */
  readonly token?: string | undefined
  /** Of a recovery: when it is completed at the earliest. */
  readonly completesNotBefore?: EpochSeconds | undefined
}

/** To be shown as a QR code, or read out. It is not shown again. */
export interface Offer {
  readonly id: string
  /** Twelve characters of Crockford base32, such as `4K7Q-M2XV-90TR`; good for one claim in 24 hours. */
  readonly code: string
  readonly link: string
  readonly expiresAt: EpochSeconds
}

/**
 * - `open`: waits for a holder to claim it.
 * - `claimed`: a key has; both sides compare four digits.
 * - `confirmed`: the digits agree; staff and guardians then wait for a second person, a proxy for the patient to sign.
 * - `issued`: the credentials are there.
 * - `void`: taken back, or three times wrong.
 */
export type OfferState = 'open' | 'claimed' | 'confirmed' | 'issued' | 'void'

/** An offer as those who made it see it. */
export interface OfferSummary {
  readonly id: string
  readonly kind: 'patient' | 'guardian' | 'staff'
  readonly state: OfferState
  /** Of whom it is for. */
  readonly name: string
  readonly createdAt: EpochSeconds
  readonly expiresAt: EpochSeconds
  /** The member of the staff that it is for. */
  readonly staff?: string | undefined
  /** Of one that another wallet has fetched: whether it has kept what was issued, by its own word. Absent: it has said nothing yet. */
  readonly isKept?: boolean | undefined
  /** Of a guardian: what the second person is to approve. */
  readonly guardian?: GuardianOffered | undefined
}

/** The same offer for a wallet that knows OpenID4VCI: whoever has both is who it is for. It is not shown again. */
export interface OpenIdOffer {
  /** To be shown as a QR code. */
  readonly link: string
  /** Six digits, to be told to the person and never shown beside the link; the third wrong one ends it. */
  readonly transactionCode: string
  readonly expiresAt: EpochSeconds
}

/** Somebody by DID, with the name that a credential gives them. */
export interface Party {
  readonly did: Did
  readonly name: string
}

/** For `verifyEvidence` of `@fidecura/evidence`, once somebody else has said which log and witnesses to believe. */
export interface PreservedProof {
  /** The evidence id. */
  readonly id: string
  readonly number: number
  readonly proof: string
  readonly log: string
  readonly witnesses: readonly ({ readonly key: string; readonly operator: string })[]
  readonly quorum: number
}

/** As whom somebody is signed in. */
export interface Principal {
  readonly did: Did
  readonly records: readonly RecordAccess[]
  readonly staff?: StaffIdentity | undefined
}

/** What may be read. */
export interface ReadAnswer {
  /** FHIR JSON, base64url: what is left is byte for byte as it is kept. */
  readonly bundle: string
  readonly duties: readonly DutyObligation[]
}

/** What somebody would read, and who they are: presented anew, for each reading. */
export interface ReadRequest {
  readonly record: Identifier
  readonly purpose: string
  readonly data: readonly RequestedCategory[]
  /** `presentCredentials` with role and licence, for the `nonce` and audience of a new challenge. */
  readonly presentation: PresentationBundle
  readonly nonce: string
}

/** Who looked, as their credentials named them. */
export interface Reader {
  readonly did: Did
  readonly name: string
  readonly department?: Party | undefined
  readonly organisation?: Party | undefined
}

/** A receipt of the register. */
export interface ReceiptAnswer {
  readonly receipt: string
}

/** What a register told an organisation of this hospital about a consent. */
export interface ReceivedNotice {
  readonly id: string
  readonly register: Did
  readonly change: 'registered' | 'replaced' | 'narrowed' | 'withdrawn'
  /** Base64url SHA-256 of the statement. */
  readonly statement: string
  readonly replaces?: string | undefined
  readonly registeredAt: EpochSeconds
  readonly receivedAt: EpochSeconds
}

/** A record of this hospital, and as whom the session may act in it. */
export interface RecordAccess {
  readonly record: Identifier
  /** `patient`: it is their own. */
  readonly as: 'patient' | 'guardian' | 'proxy'
  /** Of a guardian or proxy: what they may do. */
  readonly powers?: readonly string[] | undefined
  /** Of a proxy: codes of v3-ActReason that they may agree to. */
  readonly purposes?: readonly string[] | undefined
  /** Of a proxy: the kinds of data that it is about. Absent: the whole record. */
  readonly data?: readonly Coding[] | undefined
  /** Of the patient, where the credential shows it. */
  readonly name?: string | undefined
}

/** A recovery that is over. */
export interface RecoveryDone {
  readonly identity: string
  readonly receipt: string
  readonly issuer: Did
  readonly chain: readonly string[]
}

/** A recovery of somebody’s identity: `requested` until two people of the desk have approved it, then as `RecoveryState` of credentials has it. */
export interface RecoveryItem {
  readonly id: string
  readonly state: 'requested' | 'open' | 'objected' | 'replaced' | 'overtaken' | 'completing' | 'completed'
  /** For `approveRecovery` and `objectToRecovery`. */
  readonly request: string
  /** With the id as `offer` and the new key: for `comparisonDigits` on both screens, before anybody approves. */
  readonly nonce: string
  /** How many of the desk have approved. */
  readonly approvals: number
  readonly requestedAt: EpochSeconds
  /** Once it is open: from then on it can be completed. */
  readonly completesAt?: EpochSeconds | undefined
}

/** What a new key has to name to take the place of an old one: the desk shows it to the patient, as a code to scan. */
export interface RecoveryReference {
  readonly identity: { readonly issuer: Did; readonly id: string }
  readonly record: Identifier
  /** The DID that it binds. */
  readonly from: Did
}

/** A revocation by two people. */
export interface RevocationItem {
  readonly id: string
  readonly state: 'proposed' | 'done' | 'expired'
  /** The first signature: read it with `decodeRevocationOrder`, sign it with `approveRevocationOrder`. */
  readonly order: string
  readonly staff?: string | undefined
  readonly proposedBy: string
  readonly approvedBy?: string | undefined
  /** Evidence id of what the list told once it was done. */
  readonly evidence?: string | undefined
  readonly proposedAt: EpochSeconds
  readonly expiresAt: EpochSeconds
}

export interface RowError {
  /** Such as `/registration/value`. */
  readonly member: string
  /** `staff_row_invalid`: not of the form; `staff_known`: there already, or twice in the list. */
  readonly code: 'staff_row_invalid' | 'staff_known'
}

/** A session: keep it in memory alone. */
export interface Session {
  /** For `Authorization: Bearer`. */
  readonly session: string
  /** At the latest; after fifteen minutes without a request it is over before. */
  readonly expiresAt: EpochSeconds
  readonly as: Principal
}

/** Answers a challenge: `proveSignIn` with the key, and what shows whose key it is. */
export interface SignInRequest {
  readonly proof: string
  /** Those of the holder, compact: a PatientIdentity; a PractitionerRole and its licence; a Guardianship, or a ProxyMandate and the identity of its giver. None: a bare holder, who may claim offers. */
  readonly credentials?: readonly string[] | undefined
  /** Accreditations that lead from a root to the issuers, in any order. */
  readonly chain?: readonly string[] | undefined
}

/** An order. */
export interface SignedOrder {
  /** From `signAdminOrder`. */
  readonly order: string
}

/** Somebody who works, and where. */
export interface StaffIdentity {
  readonly name: string
  readonly organisation: Party
  readonly department: Party
  /** Codes of v3-ActReason: `TREAT` reads, `HSYSADMIN` runs the staff list, `PATADMIN` the desk. */
  readonly purposes: readonly string[]
  readonly specialties: readonly Coding[]
  /** Whether the department is one of this hospital; others may read and write under consent. */
  readonly isOurs: boolean
  /** Whether they may give orders, and sign those of other administrators. */
  readonly administers: boolean
}

/** What was done under the role of somebody. */
export interface StaffImpact {
  readonly before: readonly CredentialUse[]
  /** From the instant on from which the role counts as bad. */
  readonly after: readonly CredentialUse[]
  readonly invalidFrom?: EpochSeconds | undefined
  readonly more: boolean
}

/** Rows to bring in. */
export interface StaffImport {
  /** Each as `StaffRow` has it; what is wrong with one is said of that one. */
  readonly rows: readonly (StaffRow | unknown)[]
  /** Default: one bad row, and none is brought in. */
  readonly onlyValid?: boolean | undefined
}

/** A member of the staff of a department. */
export interface StaffMember {
  readonly name: string
  /** The number in the register of the profession; of clerks that of the hospital. */
  readonly registration: Identifier
  readonly profession: Coding
  readonly specialties: readonly Coding[]
  /** What the role may ask for: codes of v3-ActReason. */
  readonly purposes: readonly string[]
  /** ISO 3166-1 or 3166-2: where the licence holds. */
  readonly jurisdiction: string
  /** The last day of the licence, `2027-12-31`. */
  readonly licensedUntil: string
  readonly id: string
  readonly state: StaffState
  readonly department: Did
  readonly importedAt: EpochSeconds
  /** Names, as their credentials gave them. */
  readonly importedBy: string
  readonly confirmedBy?: string | undefined
  readonly approvedBy?: string | undefined
  /** Of the key that was confirmed: RFC 7638. */
  readonly thumbprint?: string | undefined
  readonly holder?: Did | undefined
  readonly role?: IssuedName | undefined
  readonly licence?: IssuedName | undefined
  readonly reason?: string | undefined
  /** Evidence id of what the list told when it was last suspended or reinstated. */
  readonly evidence?: string | undefined
  /** What an approval signs of it: changes with anything above that is issued. */
  readonly digest?: string | undefined
}

/** An offer to a member of the staff. */
export interface StaffOffer {
  readonly id: string
  /** Twelve characters of Crockford base32, such as `4K7Q-M2XV-90TR`; good for one claim in 24 hours. */
  readonly code: string
  readonly link: string
  readonly expiresAt: EpochSeconds
  readonly staff: string
}

/** One person, as a list of the personnel department has them. */
export interface StaffRow {
  readonly name: string
  /** The number in the register of the profession; of clerks that of the hospital. */
  readonly registration: Identifier
  readonly profession: Coding
  readonly specialties: readonly Coding[]
  /** What the role may ask for: codes of v3-ActReason. */
  readonly purposes: readonly string[]
  /** ISO 3166-1 or 3166-2: where the licence holds. */
  readonly jurisdiction: string
  /** The last day of the licence, `2027-12-31`. */
  readonly licensedUntil: string
}

/** 批量导入 `imported` -> 待核验 `to_verify` (an offer is out) -> 待复核 `to_review` (their key is confirmed) -> 已签发 `issued`; then 已停用 `suspended`, 已撤销 `revoked`; or `rejected`. */
export type StaffState = 'imported' | 'to_verify' | 'to_review' | 'issued' | 'suspended' | 'revoked' | 'rejected'

/** How lists of staff are read: their words become these codes. */
export interface Staffing {
  /** ISO 3166-1 or 3166-2. */
  readonly jurisdiction: string
  /** Where a registration number counts. */
  readonly register: { readonly system: string; readonly name: string }
  /** What a role may ask for, if the list says nothing: codes of v3-ActReason. */
  readonly purposes: readonly string[]
  readonly professions: readonly Choice[]
  readonly specialties: readonly Choice[]
}

/** An entry that waits for its patient. */
export interface SubmittedEntry {
  /** Base64url SHA-256 of the token. */
  readonly id: string
  /** Its evidence id. Absent: nothing is deposited here. */
  readonly evidence?: string | undefined
}

/** Who was to hear what became of a consent, and whether they did. */
export interface ToldRecipient {
  /** Its grantee, or whoever keeps the data. */
  readonly recipient: Did
  readonly change: 'registered' | 'replaced' | 'narrowed' | 'withdrawn'
  /** Since when it counts. */
  readonly registeredAt: EpochSeconds
  readonly toldAt?: EpochSeconds | undefined
  /** When they signed that they were told. */
  readonly acknowledgedAt?: EpochSeconds | undefined
  /** Whether it is tried again, where they were not told. */
  readonly isDue: boolean
}
