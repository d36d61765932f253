import type { JsonObject } from '@fidecura/base'
import { shapeOf } from './claim-shape.ts'
import { type ClaimMembers, day, paragraph, type Shape, text } from './claim-spec.ts'
import { type Coding, coding, type Identifier, identifier } from './coding.ts'
import { type NamedDid, namedDid } from './named-did.ts'

/**
 * What a professional found about the subject, such as fitness for work. Who it is about, who assessed
 * and what was found in detail may be hidden; the outcome and what it is subject to never.
 */
export type HealthAssessmentClaims = {
  readonly name?: string
  /** `YYYY-MM-DD`. */
  readonly birthDate?: string
  /** The record number of the subject. */
  readonly record?: Identifier
  /** What was assessed. */
  readonly kind: Coding
  readonly outcome: Coding
  /** `YYYY-MM-DD`. */
  readonly assessed: string
  readonly organisation: NamedDid
  readonly department?: NamedDid
  /** Who assessed it. */
  readonly assessor?: NamedDid
  readonly findings?: readonly Coding[]
  /** Each in words. */
  readonly conditions?: readonly string[]
}

export const healthAssessmentSpec: ClaimMembers = {
  'name?': text,
  'birthDate?': day,
  'record?': identifier,
  kind: coding,
  outcome: coding,
  assessed: day,
  organisation: namedDid,
  'department?': namedDid,
  'assessor?': namedDid,
  'findings?': [coding],
  'conditions?': [paragraph],
}

export const healthAssessmentShape: Shape = /* @__PURE__ */ shapeOf(healthAssessmentSpec)

/**
 * Vouches for claims as those of an assessment.
 *
 * @throws CredentialError `credential_claims_invalid`; unknown members are refused.
 */
export function parseHealthAssessmentClaims(claims: JsonObject): HealthAssessmentClaims {
  healthAssessmentShape(claims, '')
  return claims as HealthAssessmentClaims
}
