import type { JsonObject } from '@fidecura/base'
import type { Credential } from './credential.ts'
import { credentialTypes } from './credential-types.ts'
import { CredentialError } from './errors.ts'
import type { Inspection } from './inspect-credential.ts'
import { placed } from './placed.ts'
import type { PractitionerRoleClaims } from './practitioner-role.ts'
import { isSameKey } from './same-key.ts'

/** A credential at hand that a role may rest on. */
export interface LicenceCandidate {
  readonly credential: Credential
  /** Checks it whole, as of the same instant; once, however often it is asked. */
  inspect(): Promise<Inspection>
}

/**
 * Finds the licence that a role names and holds it to everything a credential is held to: a role
 * falls with its licence.
 *
 * @throws {@link CredentialError} `licence_missing`; `licence_mismatch`: another licence, subject or
 *   holder key; what is wrong with the licence itself, with the place `/licence`.
 */
export async function proveLicence(
  role: Credential,
  candidates: readonly LicenceCandidate[],
): Promise<Inspection> {
  const licences = candidates.filter(({ credential }) => isLicence(credential))
  if (licences.length === 0)
    throw new CredentialError('licence_missing', 'A role without its licence')
  const { licence } = role.claims as JsonObject & PractitionerRoleClaims
  const named = licences.find(
    ({ credential: { issuer, id } }) => issuer === licence.issuer && id === licence.id,
  )
  if (named === undefined || !isOfSamePerson(role, named.credential)) {
    throw new CredentialError('licence_mismatch', 'Not the licence that the role names')
  }
  const inspection = await named.inspect()
  if (!inspection.sheet.complete) throw placed(inspection.sheet.rejection(), '/licence')
  return inspection
}

export function isRole({ types }: Credential): boolean {
  return types.includes(credentialTypes.practitionerRole)
}

function isLicence({ types }: Credential): boolean {
  return types.includes(credentialTypes.practitionerLicence)
}

function isOfSamePerson(role: Credential, licence: Credential): boolean {
  if (role.subject === undefined || role.subject !== licence.subject) return false
  if (role.holderKey === undefined || licence.holderKey === undefined) return false
  return isSameKey(role.holderKey, licence.holderKey)
}
