import type { JsonObject, JsonValue } from '@fidecura/base'
import {
  invalid,
  listOf,
  matching,
  members,
  oneOf,
  type Shape,
  text,
  thumbprint,
} from './claim-shape.ts'
import { type Identifier, identifier } from './coding.ts'

/** That a key belongs to the patient of a record. What is optional may be hidden from a verifier. */
export type PatientIdentityClaims = {
  /** The record number at the custodian. */
  readonly record: Identifier
  readonly name?: string
  /** `YYYY-MM-DD`. */
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

export const hideablePatientClaims = ['name', 'birthDate', 'recoveryKey'] as const

const shape: Shape = /* @__PURE__ */ members(
  {
    record: identifier,
    name: text(),
    birthDate: matching(/^\d{4}-\d{2}-\d{2}$/),
    method: oneOf('in_person', 'register'),
    recoveryKey: thumbprint,
    coSigners: listOf(thumbprint),
  },
  [...hideablePatientClaims, 'coSigners'],
)

/**
 * Vouches for claims as those of a patient's identity.
 *
 * @throws CredentialError `credential_claims_invalid`; unknown members are refused.
 */
export function parsePatientIdentityClaims(claims: JsonObject): PatientIdentityClaims {
  shape(claims, '')
  if (claims['birthDate'] !== undefined) assertDay(claims['birthDate'])
  return claims as PatientIdentityClaims
}

function assertDay(day: JsonValue): void {
  const instant = Date.parse(`${day}T00:00:00Z`)
  // Some engines take the 30th of February for a day of March.
  const right = !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(`${day}`)
  if (!right) throw invalid('/birthDate')
}
