import { type EpochSeconds, epochSeconds, type JsonObject } from '@fidecura/base'
import {
  type Coding,
  credentialTypes,
  type Issuer,
  type IssuingAccreditationClaims,
} from '@fidecura/credentials'
import type { Did } from '@fidecura/identity'

/** Whom an accreditation is for. */
export interface Accredited {
  readonly did: Did
  readonly name: string
  /** RFC 7638 thumbprint of its key: whoever takes the domain over has another. */
  readonly thumbprint: string
}

/** What a hospital may do. */
export interface HospitalGrants {
  readonly departments: readonly Did[]
  readonly recordSystem: string
  /** Where it says for whom it vouches itself. */
  readonly directory: string
  /** By which its people are numbered. */
  readonly registers: readonly string[]
  readonly purposes: readonly string[]
  readonly specialties: readonly Coding[]
}

const yearSeconds = 365 * 86_400
const { practitionerLicence, practitionerRole, patientIdentity } = credentialTypes
const { issuingAccreditation, guardianship } = credentialTypes

/** By the authority above: identities, licences that the hospital has attested, roles by its departments. */
export function accreditHospital(
  issuer: Issuer,
  hospital: Accredited,
  grants: HospitalGrants,
  now: EpochSeconds,
): Promise<string> {
  const { departments, recordSystem, directory, registers, purposes, specialties } = grants
  return accredit(issuer, hospital, now, {
    types: [
      practitionerLicence,
      practitionerRole,
      patientIdentity,
      issuingAccreditation,
      guardianship,
    ],
    ...{ depth: 1, directory, organisations: [hospital.did], departments, purposes, registers },
    ...{ specialties: specialties.map(asToken), recordSystems: [recordSystem] },
  })
}

/** By the hospital: roles with the department, for what the hospital may ask for. */
export function accreditDepartment(
  issuer: Issuer,
  department: Accredited,
  hospital: Did,
  { purposes, specialties }: Pick<HospitalGrants, 'purposes' | 'specialties'>,
  now: EpochSeconds,
): Promise<string> {
  return accredit(issuer, department, now, {
    ...{ types: [practitionerRole], depth: 0, organisations: [hospital], purposes },
    ...{ departments: [department.did], specialties: specialties.map(asToken) },
  })
}

/** By whoever accredited before: the same once more, for the key that there is now. */
export function accreditAnew(
  issuer: Issuer,
  accredited: Accredited,
  { name: _, keys: __, ...grants }: IssuingAccreditationClaims,
  now: EpochSeconds,
): Promise<string> {
  return accredit(issuer, accredited, now, grants)
}

async function accredit(
  issuer: Issuer,
  { did, name, thumbprint }: Accredited,
  now: EpochSeconds,
  grants: Omit<IssuingAccreditationClaims, 'name'>,
): Promise<string> {
  const claims: IssuingAccreditationClaims = { name, ...grants, keys: [thumbprint] }
  const contents = {
    ...{ type: issuingAccreditation, subject: did, claims: claims as unknown as JsonObject },
    ...{ validFrom: now, validUntil: epochSeconds(now + yearSeconds) },
  }
  return (await issuer.issue(contents, { format: 'vc+jwt' })).token
}

function asToken({ system, code }: Coding): string {
  return `${system}|${code}`
}
