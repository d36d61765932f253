import type { JsonObject } from '@fidecura/base'
import { shapeOf } from './claim-shape.ts'
import { type ClaimMembers, type Shape, text } from './claim-spec.ts'
import { type Identifier, identifier } from './coding.ts'

/**
 * What a guardian may do in the place of the ward: `consent` and `restrict` are to sign statements, and
 * `override` is to have them count against what the ward has stated.
 */
export type GuardianPower = 'recover' | 'withdraw' | 'consent' | 'restrict' | 'override'

/** That the subject acts for the patient of a record, until the credential ends. */
export type GuardianshipClaims = {
  /** The record number of the ward. */
  readonly ward: Identifier
  /** What it rests on: birth, a court, or an agreement with the ward. */
  readonly basis: 'parent' | 'court' | 'agreed'
  /** Nothing that is not named. */
  readonly powers: readonly GuardianPower[]
  /** How many guardians must agree to a statement; of the ward's guardians, who are each a person of their own. */
  readonly together?: number
  /**
   * The guardian's number in a register of persons; may be hidden from a verifier. Where several must
   * agree, two keys of one number are one person.
   */
  readonly person?: Identifier
  /** Of the guardian; may be hidden from a verifier. */
  readonly name?: string
}

export const guardianshipSpec: ClaimMembers = {
  ward: identifier,
  basis: ['parent', 'court', 'agreed'],
  powers: [['recover', 'withdraw', 'consent', 'restrict', 'override']],
  'together?': 8n,
  'person?': identifier,
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
