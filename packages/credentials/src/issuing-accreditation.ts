import type { JsonObject } from '@fidecura/base'
import type { Did } from '@fidecura/identity'
import { shapeOf } from './claim-shape.ts'
import {
  type ClaimMembers,
  type ClaimSpec,
  code,
  did,
  type Shape,
  text,
  thumbprint,
} from './claim-spec.ts'

/**
 * What the subject may issue. A member that is absent grants nothing, but for `fields`; `'*'` grants
 * whatever those above grant. Nothing of it can be hidden.
 */
export type IssuingAccreditationClaims = {
  /** Of the accredited. */
  readonly name: string
  readonly types: readonly string[] | '*'
  /** How many further accreditations may hang below this one. */
  readonly depth: number
  /**
   * Names of the claims that what it issues may make. Absent, as `'*'`: whatever the schemas of the types
   * allow and those above grant.
   */
  readonly fields?: readonly string[] | '*'
  readonly organisations?: readonly Did[] | '*'
  readonly departments?: readonly Did[] | '*'
  /** Each as `system|code`, the way a FHIR search writes a coding. */
  readonly specialties?: readonly string[] | '*'
  /** Of roles, each as `system|code`. */
  readonly privileges?: readonly string[] | '*'
  /** Codes of v3-ActReason. */
  readonly purposes?: readonly string[] | '*'
  /** Of delegations. */
  readonly actions?: readonly string[] | '*'
  /** What may be assessed, each as `system|code`. */
  readonly assessments?: readonly string[] | '*'
  /**
   * Systems of the record numbers to which the subject may bind patients' keys, and for whose patients
   * it may name guardians. Without them one clinic could name anybody the patient of a record that
   * another one keeps.
   */
  readonly recordSystems?: readonly string[] | '*'
  /**
   * Systems of the numbers by which the subject may say who a professional or a guardian is. Without them
   * whoever may license anybody could give one person the numbers of two, and such numbers are what tells
   * whether two people have signed.
   */
  readonly registers?: readonly string[] | '*'
  /**
   * RFC 7638 thumbprints of the only keys that the subject may sign with. Required where the
   * subject's DID is not made of its key, for whoever takes the domain over takes its keys over, too.
   */
  readonly keys?: readonly string[]
  /**
   * An https URL without query: where the subject publishes the accreditations that it gives. Grants
   * nothing; it is asked only after this accreditation was proven.
   */
  readonly directory?: string
}

const codes: ClaimSpec = ['*', code]
/** Each as `system|code`. */
const tokens: ClaimSpec = ['*', 512]

export const issuingAccreditationSpec: ClaimMembers = {
  name: text,
  types: ['*', text],
  depth: 8n,
  'fields?': codes,
  'organisations?': ['*', did],
  'departments?': ['*', did],
  'specialties?': tokens,
  'privileges?': tokens,
  'purposes?': codes,
  'actions?': codes,
  'assessments?': tokens,
  'recordSystems?': ['*', text],
  'registers?': ['*', text],
  'keys?': [thumbprint],
  // Plain http is refused where it is fetched, unless the caller lists it for loopback.
  'directory?': /^https?:\/\/[\w.:[\]-]+(?:\/[\w.~!$&'()*+,;=:@%/-]{0,1000})?$/,
}

export const issuingAccreditationShape: Shape = /* @__PURE__ */ shapeOf(issuingAccreditationSpec)

/**
 * Vouches for claims as those of an accreditation.
 *
 * @throws CredentialError `credential_claims_invalid`; unknown members are refused.
 */
export function parseIssuingAccreditationClaims(claims: JsonObject): IssuingAccreditationClaims {
  issuingAccreditationShape(claims, '')
  return claims as IssuingAccreditationClaims
}

/** Whether an accreditation of this subject must name its keys. */
export function mustPinKeys(subject: Did): boolean {
  return !/^did:(?:key|jwk):/.test(subject)
}
