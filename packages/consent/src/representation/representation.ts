import type { GuardianEvidence } from '@fidecura/credentials'
import type { Did, PublicJwk } from '@fidecura/identity'
import type { PatientEvidence } from '../patient-key.ts'
import type { Grantee, RecordNumber, StatementKind } from '../statement-set.ts'
import type { Terms } from '../terms.ts'

/**
 * As whom somebody signs a statement in the patient's place: as a guardian by birth or agreement, as one
 * whom a court appointed, or by a mandate of the patient.
 */
export type RepresentedBy = (typeof representedBy)[number]

export const representedBy = ['guardian', 'proxy', 'court_order'] as const

/** What shows that guardians signed a statement, one of them and those who agreed. */
export interface GuardianshipEvidence extends GuardianEvidence {
  /** The ward's PatientIdentity, showing the date of birth. */
  readonly identity: string
  /** Of each other guardian; at most eight. */
  readonly agreements?: readonly GuardianAgreement[]
}

/** What another guardian signed, and what shows that they are one. */
export interface GuardianAgreement extends GuardianEvidence {
  /** From `signAgreement`. */
  readonly agreement: string
}

/** What shows that a patient's proxy signed something. */
export interface MandateEvidence {
  /** A ProxyMandate that the patient issued. */
  readonly mandate: string
  /** The patient's PatientIdentity, showing the date of birth. */
  readonly identity: string
  /** Accreditations that lead from a root to the identity's issuer, in any order. */
  readonly chain?: readonly string[]
}

/** What shows whose hand a statement was signed with. */
export type StatementEvidence = PatientEvidence | GuardianshipEvidence | MandateEvidence

/** A statement that somebody signed in the patient's place. */
export interface RepresentedAct {
  readonly by: RepresentedBy
  readonly issuer: Did
  readonly publicKey: PublicJwk
  readonly token: string
  readonly kind: StatementKind
  readonly record: RecordNumber
  readonly grantee: Grantee
  readonly terms: Terms
  /** It takes such a statement back. */
  readonly lifts?: true
}

/** By what somebody stands in the patient's place. */
export interface Authority {
  readonly by: RepresentedBy
  /** Where it ends by age or date, exclusive. Seconds since the epoch. */
  readonly until: number
  /** Whether it counts against what the patient stated. */
  readonly overrides: boolean
}

/** Somebody whose authority was proven. */
export interface ProvenRepresentative {
  readonly did: Did
  /** Thumbprint. */
  readonly key: string
}
