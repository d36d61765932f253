import type { JsonObject } from '@fidecura/base'
import { shapeOf } from './claim-shape.ts'
import { type ClaimMembers, day, paragraph, type Shape, text } from './claim-spec.ts'
import { type Coding, coding, type Identifier, identifier } from './coding.ts'

/** That somebody may practise a profession. What is optional may be hidden, but for limits. */
export type PractitionerLicenceClaims = {
  /** The legal name. */
  readonly name?: string
  /** Who keeps the register, in words. */
  readonly regulator?: string
  /** The number in that register. */
  readonly registration?: Identifier
  readonly profession: Coding
  readonly specialties?: readonly Coding[]
  /** What the licence is limited to, in words. Never hidden. */
  readonly scope?: string
  /** What it is subject to, such as supervision, each in words. Never hidden. */
  readonly conditions?: readonly string[]
  /** ISO 3166-1 or 3166-2, such as `CN` or `CN-31`. */
  readonly jurisdiction: string
  readonly standing: 'active' | 'restricted'
  /** The last day before which it must be revalidated; no licence may be issued beyond it. */
  readonly revalidation?: string
}

export const practitionerLicenceSpec: ClaimMembers = {
  'name?': text,
  'regulator?': text,
  'registration?': identifier,
  profession: coding,
  'specialties?': [coding],
  'scope?': paragraph,
  'conditions?': [paragraph],
  jurisdiction: /^[A-Z]{2}(?:-[A-Z0-9]{1,3})?$/,
  standing: ['active', 'restricted'],
  'revalidation?': day,
}

export const practitionerLicenceShape: Shape = /* @__PURE__ */ shapeOf(practitionerLicenceSpec)

/**
 * Vouches for claims as those of a licence.
 *
 * @throws CredentialError `credential_claims_invalid`; unknown members are refused.
 */
export function parsePractitionerLicenceClaims(claims: JsonObject): PractitionerLicenceClaims {
  practitionerLicenceShape(claims, '')
  return claims as PractitionerLicenceClaims
}
