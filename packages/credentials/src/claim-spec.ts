import type { JsonValue } from '@fidecura/base'
import { isDid } from '@fidecura/identity'
import { CredentialError } from './errors.ts'

/**
 * Says what a value must look like; throws `credential_claims_invalid` with the place otherwise.
 * Checks in place and copies nothing.
 */
export type Shape = (value: JsonValue, place: string) => void

/**
 * What claims look like, as data. It makes both the check that issuers and verifiers run (`shapeOf`)
 * and the JSON Schema that is published (`schemaOf`), so that the two cannot drift apart.
 */
export type ClaimSpec =
  /** A text of at least one and at most so many code points, none of them a control character. */
  | number
  /** A text like this, which means the same with and without the flag `u`. */
  | RegExp
  /** A whole number from 0 to this one. */
  | bigint
  /** One of these texts; or, if one element is no text, a list of at most 64 items like it. */
  | readonly (string | ClaimSpec)[]
  /** These members and no others; those whose name ends in `?` may be absent. */
  | ClaimMembers
  /** Whatever this lets pass. */
  | Shape

/** Members by name, as {@link ClaimSpec} says. */
export interface ClaimMembers {
  readonly [name: string]: ClaimSpec
}

/** A name, an identifier or the like. */
export const text = 256
/** A code of a code system. */
export const code = 64
/** What people have to read. */
export const paragraph = 1024

export const did: Shape = (value, place) => {
  if (!isDid(value)) throw invalid(place)
}

/** RFC 7638, SHA-256, in base64url. */
export const thumbprint: ClaimSpec = /^[\w-]{43}$/

/** `YYYY-MM-DD`, and a day that there is: some engines take the 30th of February for a day of March. */
export const day: ClaimSpec =
  /^(?:\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|1\d|2[0-8]))|(?:\d\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)$/

/** The same, or no more of it than the month or the year. */
export const partialDay: ClaimSpec = /* @__PURE__ */ partialDayOf()

function partialDayOf(): RegExp {
  return new RegExp(`^\\d{4}(?:-(?:0[1-9]|1[0-2]))?$|${(day as RegExp).source}`)
}

export function invalid(place: string): CredentialError {
  return new CredentialError('credential_claims_invalid', 'Not claims of this type', { place })
}
