import type { EpochSeconds } from '@fidecura/base'
import type { Coding, CredentialUse, Identifier } from '@fidecura/credentials'
import type { Did } from '@fidecura/identity'

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

/** What came of one row. */
export interface ImportedRow {
  /** From 0, in the order in which they were given. */
  readonly row: number
  /** Absent in a preview, and where there are errors. */
  readonly id?: string | undefined
  readonly errors?: readonly RowError[] | undefined
}

export interface RowError {
  /** Such as `/registration/value`. */
  readonly member: string
  /** `staff_row_invalid`: not of the form; `staff_known`: there already, or twice in the list. */
  readonly code: 'staff_row_invalid' | 'staff_known'
}

/** Rows to bring in. */
export interface StaffImport {
  readonly rows: readonly unknown[]
  /** Default: one bad row, and none is brought in. */
  readonly onlyValid?: boolean | undefined
}

export interface ImportResult {
  readonly results: readonly ImportedRow[]
  /** How many were brought in. */
  readonly imported: number
}

/**
 * 批量导入 `imported` -> 待核验 `to_verify` (an offer is out) -> 待复核 `to_review` (their key is confirmed) -> 已签发 `issued`;
 * then 已停用 `suspended`, 已撤销 `revoked`; or `rejected`.
 */
export type StaffState =
  | 'imported'
  | 'to_verify'
  | 'to_review'
  | 'issued'
  | 'suspended'
  | 'revoked'
  | 'rejected'

/** A member of the staff of a department. */
export interface StaffMember extends StaffRow {
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

/** A credential that was issued, by its name. */
export interface IssuedName {
  readonly issuer: Did
  readonly id: string
  readonly validUntil: EpochSeconds
}

/** What was done under the role of somebody. */
export interface StaffImpact {
  readonly before: readonly CredentialUse[]
  /** From the instant on from which the role counts as bad. */
  readonly after: readonly CredentialUse[]
  readonly invalidFrom?: EpochSeconds | undefined
  readonly more: boolean
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

/** The chain of authority of the department: for `explainAuthority`. */
export interface Authority {
  readonly department: string
  readonly chain: readonly string[]
}
