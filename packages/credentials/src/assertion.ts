import type { JsonObject } from '@fidecura/base'
import type { Coding } from './coding.ts'
import type { Credential } from './credential.ts'
import { credentialTypes } from './credential-types.ts'
import type { Assertion } from './grants.ts'
import type { GuardianshipClaims } from './guardianship.ts'
import type { IssuingAccreditationClaims } from './issuing-accreditation.ts'
import type { PatientIdentityClaims } from './patient-identity.ts'
import type { PractitionerLicenceClaims } from './practitioner-licence.ts'
import type { PractitionerRoleClaims } from './practitioner-role.ts'

/**
 * What of a credential must have been granted to its issuer. Of types that are not ours: the types.
 *
 * @param credential - Its claims were parsed.
 */
export function assertionOf({ types, claims }: Credential): Assertion {
  const role = types.includes(credentialTypes.practitionerRole)
    ? (claims as JsonObject & PractitionerRoleClaims)
    : undefined
  const licence = types.includes(credentialTypes.practitionerLicence)
    ? (claims as JsonObject & PractitionerLicenceClaims)
    : undefined
  const identity = types.includes(credentialTypes.patientIdentity)
    ? (claims as JsonObject & PatientIdentityClaims)
    : undefined
  const guardianship = types.includes(credentialTypes.guardianship)
    ? (claims as JsonObject & GuardianshipClaims)
    : undefined
  // Not both: each shape refuses the members of the other.
  const record = identity?.record ?? guardianship?.ward
  return {
    types,
    organisations: role === undefined ? none : [role.organisation.did],
    departments: role === undefined ? none : [role.department.did],
    specialties: (role ?? licence)?.specialties?.map(tokenOf) ?? none,
    purposes: role?.purposes ?? none,
    recordSystems: record === undefined ? none : [record.system],
    ...(types.includes(credentialTypes.issuingAccreditation)
      ? { accreditation: claims as JsonObject & IssuingAccreditationClaims }
      : {}),
  }
}

const none: readonly never[] = Object.freeze([])

/** The way accreditations list specialties. FHIR R4 search §3.1.1.5.11. */
function tokenOf({ system, code }: Coding): string {
  return `${system}|${code}`
}
