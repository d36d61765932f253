import type { JsonObject } from '@fidecura/base'
import { shapeOf } from './claim-shape.ts'
import { type ClaimMembers, partialDay, type Shape, text, thumbprint } from './claim-spec.ts'
import { type Identifier, identifier } from './coding.ts'

/** That a key belongs to the patient of a record. What is optional may be hidden from a verifier. */
export type PatientIdentityClaims = {
  /** The record number at the custodian. */
  readonly record: Identifier
  readonly name?: string
  /** `YYYY-MM-DD`, or `YYYY-MM` or `YYYY` of whom no more is known. */
  readonly birthDate?: string
  /** How the patient was identified. */
  readonly method: 'in_person' | 'register'
  /**
   * RFC 7638 thumbprint of the key that the patient has put away in case all others are lost. It tells
   * nothing about that key, and signs nothing but a recovery.
   */
  readonly recoveryKey?: string
  /**
   * RFC 7638 thumbprints of up to 64 passkeys of the patient, any of which can sign beside the
   * patient's own key. Never hidden: else the thief of that key could hide that a second is asked for.
   */
  readonly coSigners?: readonly string[]
}

export const patientIdentitySpec: ClaimMembers = {
  record: identifier,
  'name?': text,
  'birthDate?': partialDay,
  method: ['in_person', 'register'],
  'recoveryKey?': thumbprint,
  'coSigners?': [thumbprint],
}

export const patientIdentityShape: Shape = /* @__PURE__ */ shapeOf(patientIdentitySpec)

/**
 * Vouches for claims as those of a patient's identity.
 *
 * @throws CredentialError `credential_claims_invalid`; unknown members are refused.
 */
export function parsePatientIdentityClaims(claims: JsonObject): PatientIdentityClaims {
  patientIdentityShape(claims, '')
  return claims as PatientIdentityClaims
}
