import type { JsonObject } from '@fidecura/base'
import { shapeOf } from './claim-shape.ts'
import { type ClaimMembers, code, paragraph, type Shape, text } from './claim-spec.ts'
import { type NamedDid, namedDid } from './named-did.ts'

/**
 * That the subject acts in the name of an organisation, such as a secretary or a service provider. It
 * is no permission to issue anything, and cannot be passed on. The name alone may be hidden.
 */
export type DelegationOfAuthorityClaims = {
  /** Of the delegate. */
  readonly name?: string
  /** In whose name. */
  readonly organisation: NamedDid
  readonly department?: NamedDid
  /** Codes of lower-case letters, digits and `_`, such as `request_data`. Nothing that is not named. */
  readonly actions: readonly string[]
  /** Codes of v3-ActReason that the delegate may ask for; none if empty. */
  readonly purposes: readonly string[]
  /** What it is limited to, in words. */
  readonly scope?: string
  /** What it is subject to, each in words. */
  readonly conditions?: readonly string[]
}

export const delegationOfAuthoritySpec: ClaimMembers = {
  'name?': text,
  organisation: namedDid,
  'department?': namedDid,
  actions: [/^[a-z][a-z0-9_]{0,63}$/],
  purposes: [code],
  'scope?': paragraph,
  'conditions?': [paragraph],
}

export const delegationOfAuthorityShape: Shape = /* @__PURE__ */ shapeOf(delegationOfAuthoritySpec)

/**
 * Vouches for claims as those of a delegation.
 *
 * @throws CredentialError `credential_claims_invalid`; unknown members are refused.
 */
export function parseDelegationOfAuthorityClaims(claims: JsonObject): DelegationOfAuthorityClaims {
  delegationOfAuthorityShape(claims, '')
  return claims as DelegationOfAuthorityClaims
}
