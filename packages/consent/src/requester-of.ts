import {
  assertVerifiedPresentation,
  type Credential,
  credentialTypes,
  parsePractitionerRoleClaims,
  type VerifiedPresentation,
} from '@fidecura/credentials'
import { type Did, parseDid } from '@fidecura/identity'
import { ConsentError } from './errors.ts'
import { mintRequester, type Requester } from './requester.ts'

/**
 * Who asks: the person of the one role that was presented, and whom they act for.
 *
 * @throws {@link ConsentError} `requester_role_missing`, `requester_role_ambiguous`: more than one
 *   role, for a person acts in one. CredentialError `credential_not_verified`,
 *   `credential_claims_invalid`; IdentityError `did_malformed`.
 */
export function requesterOf(presentation: VerifiedPresentation): Requester {
  assertVerifiedPresentation(presentation)
  const [role, ...others] = presentation.credentials.filter(isRole)
  if (role === undefined) {
    throw new ConsentError('requester_role_missing', 'No role was presented')
  }
  if (others.length > 0) {
    throw new ConsentError('requester_role_ambiguous', 'More than one role was presented')
  }
  const { department, organisation, purposes } = parsePractitionerRoleClaims(role.claims)
  const parties = new Set<Did>([parseDid(role.subject), department.did, organisation.did])
  const { at, now } = presentation
  return mintRequester({ parties: [...parties], purposes, at, now })
}

function isRole({ types }: Credential): boolean {
  return types.includes(credentialTypes.practitionerRole)
}
