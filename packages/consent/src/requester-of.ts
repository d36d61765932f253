import {
  assertVerifiedPresentation,
  type Credential,
  credentialTypes,
  type PractitionerLicenceClaims,
  type PractitionerRoleClaims,
  parsePractitionerLicenceClaims,
  parsePractitionerRoleClaims,
  type VerifiedPresentation,
} from '@fidecura/credentials'
import { type Did, parseDid } from '@fidecura/identity'
import { assertCanonicalDid } from './canonical-did.ts'
import { ConsentError } from './errors.ts'
import { mintRequester, type Requester } from './requester.ts'
import type { ConsentCoding } from './terms.ts'

/**
 * Who asks: the person of the one role that was presented, and whom they act for.
 *
 * @throws {@link ConsentError} `requester_role_missing`, `requester_role_ambiguous`: more than one
 *   role, for a person acts in one, `did_not_canonical`. CredentialError `credential_not_verified`,
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
  const claims = parsePractitionerRoleClaims(role.claims)
  const { department, organisation, purposes } = claims
  const parties = new Set<Did>([parseDid(role.subject), department.did, organisation.did])
  // Somebody under another spelling would be somebody whom no statement names.
  parties.forEach(assertCanonicalDid)
  const licence = licenceOf(claims, presentation.credentials)
  const { at, now } = presentation
  const codes = [...codesOf(claims), ...(licence === undefined ? [] : codesOf(licence))]
  return mintRequester({
    parties: [...parties],
    identifiers: licence?.registration === undefined ? [] : [licence.registration],
    codes: codes.filter((one, at) => codes.findIndex((other) => isSame(one, other)) === at),
    // A list that is empty says that there are none; one that is not there may have been hidden.
    allCodesShown: claims.specialties !== undefined && licence?.specialties !== undefined,
    purposes,
    at,
    now,
  })
}

/** The one that the role names, if it was presented itself; the verifier has held it to the role. */
function licenceOf(
  { licence }: PractitionerRoleClaims,
  credentials: readonly Credential[],
): PractitionerLicenceClaims | undefined {
  const named = credentials.find(
    ({ types, issuer, id }) =>
      types.includes(credentialTypes.practitionerLicence) &&
      issuer === licence.issuer &&
      id === licence.id,
  )
  return named === undefined ? undefined : parsePractitionerLicenceClaims(named.claims)
}

function isSame(a: ConsentCoding, b: ConsentCoding): boolean {
  return a.system === b.system && a.code === b.code
}

function codesOf(
  claims: PractitionerRoleClaims | PractitionerLicenceClaims,
): readonly ConsentCoding[] {
  const { profession, specialties = [] } = claims
  return [profession, ...specialties].map(({ system, code }) => ({ system, code }))
}

function isRole({ types }: Credential): boolean {
  return types.includes(credentialTypes.practitionerRole)
}
