import type { EpochSeconds } from '@fidecura/base'
import type { Coding, Identifier } from '@fidecura/credentials'
import type { Did } from '@fidecura/identity'

/** Somebody by DID, with the name that a credential gives them. */
export interface Party {
  readonly did: Did
  readonly name: string
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
}

/** As whom somebody is signed in. */
export interface Principal {
  readonly did: Did
  readonly records: readonly RecordAccess[]
  readonly staff?: StaffIdentity | undefined
}

/** Answers a challenge: `proveSignIn` with the key, and what shows whose key it is. */
export interface SignInRequest {
  readonly proof: string
  /**
   * Those of the holder, compact: a PatientIdentity; a PractitionerRole and its licence; a Guardianship, or
   * a ProxyMandate and the identity of its giver. None: a bare holder, who may claim offers.
   */
  readonly credentials?: readonly string[] | undefined
  /** Accreditations that lead from a root to the issuers, in any order. */
  readonly chain?: readonly string[] | undefined
}

/** A session: keep it in memory alone. */
export interface Session {
  /** For `Authorization: Bearer`. */
  readonly session: string
  /** At the latest; after fifteen minutes without a request it is over before. */
  readonly expiresAt: EpochSeconds
  readonly as: Principal
}

/** One page of a list. */
export interface Page<T> {
  readonly items: readonly T[]
  /** For `after` of the next page; absent: this was the last. */
  readonly next?: number | undefined
}

/** Which page. */
export interface PageQuery {
  readonly after?: number | undefined
  /** At most 100. Default 50. */
  readonly limit?: number | undefined
}
