import type { JsonObject } from '@fidecura/base'
import type { Did } from '@fidecura/identity'
import { shapeOf } from './claim-shape.ts'
import { type ClaimMembers, code, did, type Shape, text } from './claim-spec.ts'
import { type Coding, coding, type Identifier, identifier } from './coding.ts'
import { type NamedDid, namedDid } from './named-did.ts'

/** Where somebody works. */
export type Location = {
  readonly name: string
  readonly identifier?: Identifier
}

/** What somebody does for a department. What is optional may be hidden, but for the location. */
export type PractitionerRoleClaims = {
  readonly name?: string
  readonly organisation: NamedDid
  readonly department: NamedDid
  /** Where the role is limited to, if it is. Never hidden. */
  readonly location?: Location
  readonly profession: Coding
  readonly specialties?: readonly Coding[]
  /** What the organisation lets its holder do beyond the profession, such as a procedure. */
  readonly privileges?: readonly Coding[]
  /** Codes of v3-ActReason that this role may ask for; none if empty. */
  readonly purposes: readonly string[]
  /** The licence that the role rests on, and with which it falls: who issued it, and its `id`. */
  readonly licence: { readonly issuer: Did; readonly id: string }
}

export const practitionerRoleSpec: ClaimMembers = {
  'name?': text,
  organisation: namedDid,
  department: namedDid,
  'location?': { name: text, 'identifier?': identifier },
  profession: coding,
  'specialties?': [coding],
  'privileges?': [coding],
  purposes: [code],
  licence: { issuer: did, id: 2048 },
}

export const practitionerRoleShape: Shape = /* @__PURE__ */ shapeOf(practitionerRoleSpec)

/**
 * Vouches for claims as those of a role.
 *
 * @throws CredentialError `credential_claims_invalid`; unknown members are refused.
 */
export function parsePractitionerRoleClaims(claims: JsonObject): PractitionerRoleClaims {
  practitionerRoleShape(claims, '')
  return claims as PractitionerRoleClaims
}
