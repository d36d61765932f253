import type { ConsentError } from '../errors.ts'
import { assertFew, listAt, refuse, type Source, textAt } from './source.ts'

/**
 * What a policy's URI stands for in a `ReferenceMap` once somebody has read the policy: it restricts
 * nothing beyond what the provisions say. As it lies under the signature, the patient says so.
 */
export const policyAsWritten = 'urn:fidecura:policy:as-written:1'

/** Names in the map are URIs, so no reference of a FHIR server is mistaken for one. */
export function isAsWritten({ references }: Source, uri: string): boolean {
  return references[uri] === policyAsWritten
}

/** The URIs of `Consent.policy`; one without is a policy that nobody can look up. */
export function policyUris({ resource }: Source): readonly string[] {
  const policies = listAt(resource, 'policy', '')
  // Each permit is looked at under each of them.
  assertFew(policies, '/policy')
  return policies.map((policy, index) => {
    const uri = textAt(policy, 'uri', `/policy/${index}`)
    if (uri !== undefined) return uri
    throw external(index)
  })
}

/** Refuses policies that nobody vouches for: they may restrict what is written here. */
export function assertAsWritten(source: Source): void {
  policyUris(source).forEach((uri, index) => {
    if (!isAsWritten(source, uri)) throw external(index)
  })
}

export function external(index: number): ConsentError {
  return refuse(
    'consent_source_policy_external',
    `/policy/${index}`,
    'Refers to a policy elsewhere',
  )
}
