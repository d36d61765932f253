import type { EpochSeconds } from '@fidecura/base'
import type {
  DutyObligation,
  PatientEvidence,
  RequestedCategory,
  RoleEvidence,
} from '@fidecura/consent'
import type { Identifier, PresentationBundle } from '@fidecura/credentials'
import type { Did } from '@fidecura/identity'
import type { Party } from './people.ts'

/** Whose record it is about, where somebody acts for another. */
export interface ForRecord {
  /** The value of the record number, one of those of the session. Default: one's own. */
  readonly record?: string | undefined
}

/** A clinical entry, signed by a doctor. */
export interface NewEntry {
  readonly token: string
  /** The exact bytes, base64url. */
  readonly content: string
  readonly evidence: RoleEvidence
}

/** An entry that waits for its patient. */
export interface SubmittedEntry {
  /** Base64url SHA-256 of the token. */
  readonly id: string
  /** Its evidence id. Absent: nothing is deposited here. */
  readonly evidence?: string | undefined
}

/** An entry, and what the patient said of it. */
export interface EntryItem extends NewEntry {
  /** Base64url SHA-256 of the token. */
  readonly id: string
  readonly receivedAt: EpochSeconds
  readonly verdict?: 'confirmed' | 'disputed' | undefined
  readonly confirmation?: string | undefined
}

/** Made by `signConfirmation`. */
export interface NewConfirmation {
  readonly token: string
  readonly evidence: PatientEvidence
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

/** What may be read. */
export interface ReadAnswer {
  /** FHIR JSON, base64url: what is left is byte for byte as it is kept. */
  readonly bundle: string
  readonly duties: readonly DutyObligation[]
}

/** What a practitioner would read in an emergency, and answers for in person. */
export interface EmergencyRequest extends Pick<ReadRequest, 'data' | 'presentation'> {
  /**
   * From `signBreakGlass`, with the role of the session: whose record, why, and until when. Its nonce and audience
   * are those of the challenge that `presentation` answers.
   */
  readonly breakGlass: string
}

/** What may be read until the emergency is over. */
export interface EmergencyAnswer extends ReadAnswer {
  /** Exclusive: nothing of it is to be shown from then on. */
  readonly until: EpochSeconds
  /** The register's, that the request is written down where the patient reads it. */
  readonly receipt: string
  /** The evidence id of the request. */
  readonly evidence?: string | undefined
}

/** Who looked, or tried to. */
export interface AccessItem {
  readonly id: string
  readonly at: EpochSeconds
  readonly by: Party & {
    readonly department?: Party | undefined
    readonly organisation?: Party | undefined
  }
  readonly purpose: string
  readonly outcome: 'permit' | 'deny' | 'no_consent' | 'unknown'
}

/** What a new key has to name to take the place of an old one: the desk shows it to the patient, as a code to scan. */
export interface RecoveryReference {
  readonly identity: { readonly issuer: Did; readonly id: string }
  readonly record: Identifier
  /** The DID that it binds. */
  readonly from: Did
}

/**
 * A recovery of somebody's identity: `requested` until two people of the desk have approved it, then as
 * `RecoveryState` of credentials has it.
 */
export interface RecoveryItem {
  readonly id: string
  readonly state:
    | 'requested'
    | 'open'
    | 'objected'
    | 'replaced'
    | 'overtaken'
    | 'completing'
    | 'completed'
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

/** A recovery that is over. */
export interface RecoveryDone {
  readonly identity: string
  readonly receipt: string
  readonly issuer: Did
  readonly chain: readonly string[]
}

/** A token that the register has, of a record that is one's own. */
export interface NewProof {
  readonly token: string
  /** The value of the record number; absent: one's own. */
  readonly record?: string | undefined
}

/** For `verifyEvidence` of `@fidecura/evidence`, once somebody else has said which log and witnesses to believe. */
export interface PreservedProof {
  /** The evidence id. */
  readonly id: string
  readonly number: number
  readonly proof: string
  readonly log: string
  readonly witnesses: readonly { readonly key: string; readonly operator: string }[]
  readonly quorum: number
}
