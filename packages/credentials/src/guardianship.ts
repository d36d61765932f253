import type { JsonObject } from '@fidecura/base'
import { shapeOf } from './claim-shape.ts'
import { type ClaimMembers, type Shape, text } from './claim-spec.ts'
import { type Identifier, identifier } from './coding.ts'

/** What a guardian may do in the place of the ward. Signing consents is not among it yet. */
export type GuardianPower = 'recover' | 'withdraw'

/** That the subject acts for the patient of a record, until the credential ends. */
export type GuardianshipClaims = {
  /** The record number of the ward. */
  readonly ward: Identifier
  /** What it rests on: birth, a court, or an agreement with the ward. */
  readonly basis: 'parent' | 'court' | 'agreed'
  /** Nothing that is not named. */
  readonly powers: readonly GuardianPower[]
  /** Of the guardian; may be hidden from a verifier. */
  readonly name?: string
}

export const guardianshipSpec: ClaimMembers = {
  ward: identifier,
  basis: ['parent', 'court', 'agreed'],
  powers: [['recover', 'withdraw']],
  'name?': text,
}

export const guardianshipShape: Shape = /* @__PURE__ */ shapeOf(guardianshipSpec)

/**
 * Vouches for claims as those of a guardianship.
 *
 * @throws CredentialError `credential_claims_invalid`; unknown members are refused.
 */
export function parseGuardianshipClaims(claims: JsonObject): GuardianshipClaims {
  guardianshipShape(claims, '')
  return claims as GuardianshipClaims
}
