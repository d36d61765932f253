import type { JsonObject } from '@fidecura/base'
import { listOf, matching, members, oneOf, type Shape, text } from './claim-shape.ts'
import { type Coding, coding, type Identifier, identifier } from './coding.ts'

/** That somebody may practise a profession. What is optional may be hidden from a verifier. */
export type PractitionerLicenceClaims = {
  readonly name?: string
  /** Who keeps the register, in words. */
  readonly regulator?: string
  /** The number in that register. */
  readonly registration?: Identifier
  readonly profession: Coding
  readonly specialties?: readonly Coding[]
  /** What the licence is limited to, in words. */
  readonly scope?: string
  /** ISO 3166-1 or 3166-2, such as `CN` or `CN-31`. */
  readonly jurisdiction: string
  readonly standing: 'active' | 'restricted'
}

/** What a holder may leave out. `scope` is not among it: it is a limit. */
export const hideableLicenceClaims = ['name', 'regulator', 'registration', 'specialties'] as const
export const issuedLicenceClaims = ['name', 'regulator', 'registration'] as const

const shape: Shape = /* @__PURE__ */ members(
  {
    name: text(),
    regulator: text(),
    registration: identifier,
    profession: coding,
    specialties: listOf(coding),
    scope: text(1024),
    jurisdiction: matching(/^[A-Z]{2}(?:-[A-Z0-9]{1,3})?$/),
    standing: oneOf('active', 'restricted'),
  },
  [...hideableLicenceClaims, 'scope'],
)

/**
 * Vouches for claims as those of a licence.
 *
 * @throws CredentialError `credential_claims_invalid`; unknown members are refused.
 */
export function parsePractitionerLicenceClaims(claims: JsonObject): PractitionerLicenceClaims {
  shape(claims, '')
  return claims as PractitionerLicenceClaims
}
