import type { JsonObject } from '@fidecura/base'
import type { Did } from '@fidecura/identity'
import {
  did,
  listOf,
  listOrAny,
  members,
  type Shape,
  text,
  thumbprint,
  wholeNumber,
} from './claim-shape.ts'

/**
 * What the subject may issue. A member that is absent grants nothing; `'*'` grants whatever those
 * above grant. Nothing of it can be hidden.
 */
export type IssuingAccreditationClaims = {
  /** Of the accredited. */
  readonly name: string
  readonly types: readonly string[] | '*'
  /** How many further accreditations may hang below this one. */
  readonly depth: number
  readonly organisations?: readonly Did[] | '*'
  readonly departments?: readonly Did[] | '*'
  /** Each as `system|code`, the way a FHIR search writes a coding. */
  readonly specialties?: readonly string[] | '*'
  /** Codes of v3-ActReason. */
  readonly purposes?: readonly string[] | '*'
  /**
   * Systems of the record numbers to which the subject may bind patients' keys, and for whose patients
   * it may name guardians. Without them one clinic could name anybody the patient of a record that
   * another one keeps.
   */
  readonly recordSystems?: readonly string[] | '*'
  /**
   * RFC 7638 thumbprints of the only keys that the subject may sign with. Required where the
   * subject's DID is not made of its key, for whoever takes the domain over takes its keys over, too.
   */
  readonly keys?: readonly string[]
}

const shape: Shape = /* @__PURE__ */ members(
  {
    name: text(),
    types: listOrAny(text()),
    depth: wholeNumber(8),
    organisations: listOrAny(did),
    departments: listOrAny(did),
    specialties: listOrAny(text(512)),
    purposes: listOrAny(text(64)),
    recordSystems: listOrAny(text()),
    keys: listOf(thumbprint),
  },
  ['organisations', 'departments', 'specialties', 'purposes', 'recordSystems', 'keys'],
)

/**
 * Vouches for claims as those of an accreditation.
 *
 * @throws CredentialError `credential_claims_invalid`; unknown members are refused.
 */
export function parseIssuingAccreditationClaims(claims: JsonObject): IssuingAccreditationClaims {
  shape(claims, '')
  return claims as IssuingAccreditationClaims
}

/** Whether an accreditation of this subject must name its keys. */
export function mustPinKeys(subject: Did): boolean {
  return !subject.startsWith('did:key:') && !subject.startsWith('did:jwk:')
}
