import type { JsonObject } from '@fidecura/base'
import type { Did } from '@fidecura/identity'
import { did, listOf, members, type Shape, text } from './claim-shape.ts'
import { type Coding, coding } from './coding.ts'

/** An organisation, by what verifies and by what people read. */
export type NamedDid = {
  readonly did: Did
  readonly name: string
}

/** What somebody does for a department. What is optional may be hidden from a verifier. */
export type PractitionerRoleClaims = {
  readonly name?: string
  readonly organisation: NamedDid
  readonly department: NamedDid
  readonly profession: Coding
  readonly specialties?: readonly Coding[]
  /** Codes of v3-ActReason that this role may ask for; none if empty. */
  readonly purposes: readonly string[]
  /** The licence that the role rests on, and with which it falls: who issued it, and its `id`. */
  readonly licence: { readonly issuer: Did; readonly id: string }
}

export const hideableRoleClaims = ['name', 'specialties'] as const
export const issuedRoleClaims = ['name'] as const

const namedDid: Shape = /* @__PURE__ */ members({ did, name: text() })

const shape: Shape = /* @__PURE__ */ members(
  {
    name: text(),
    organisation: namedDid,
    department: namedDid,
    profession: coding,
    specialties: listOf(coding),
    purposes: listOf(text(64)),
    licence: members({ issuer: did, id: text(2048) }),
  },
  hideableRoleClaims,
)

/**
 * Vouches for claims as those of a role.
 *
 * @throws CredentialError `credential_claims_invalid`; unknown members are refused.
 */
export function parsePractitionerRoleClaims(claims: JsonObject): PractitionerRoleClaims {
  shape(claims, '')
  return claims as PractitionerRoleClaims
}
