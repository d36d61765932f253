import type { AgreedSignature } from './agreed-signature.ts'
import type { PatientEvidence } from './patient-key.ts'
import type { GuardianshipEvidence, StatementEvidence } from './representation/representation.ts'
import type { WithdrawalEvidence } from './withdrawal-signer.ts'

/** A statement with what a verifier needs to see whose it is. */
export interface StatementWithEvidence {
  readonly token: string
  readonly evidence: StatementEvidence
  /**
   * Of a restriction or objection that was taken back, and of a consent that a guardian or proxy took back: by
   * which key, each verifier sees for itself.
   */
  readonly withdrawal?: {
    readonly token: string
    readonly evidence: PatientEvidence | GuardianshipEvidence
  }
  /** Of a consent that somebody gave in the patient's place, and the patient ratified. */
  readonly ratification?: RatificationWithEvidence
  /**
   * Of witnesses and clinicians, as the register has them. Nothing here proves them: whoever needs them asks
   * `verifyAgreedSignature` of `@fidecura/consent/co-signing`.
   */
  readonly signatures?: readonly AgreedSignature[]
}

/** A ratification with what shows that it is the patient's. */
export interface RatificationWithEvidence {
  readonly token: string
  readonly evidence: PatientEvidence
}

/** A withdrawal with what a register needs to see whose it is. */
export interface WithdrawalWithEvidence {
  readonly token: string
  readonly evidence: WithdrawalEvidence
}

/** All statements about a record, and the register's word that they are all. */
export interface StatementSet {
  readonly word: string
  readonly statements: readonly StatementWithEvidence[]
}
