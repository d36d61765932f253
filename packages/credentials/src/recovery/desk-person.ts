import type { EpochSeconds } from '@fidecura/base'
import { type Did, type PublicJwk, thumbprintOf } from '@fidecura/identity'
import { credentialTypes } from '../credential-types.ts'
import { CredentialError } from '../errors.ts'
import { personOf } from '../person.ts'
import { parsePractitionerLicenceClaims } from '../practitioner-licence.ts'
import { parsePractitionerRoleClaims } from '../practitioner-role.ts'
import type { Verifier } from '../verifier.ts'

/** What shows that somebody acts for a desk, and who it is. */
export interface DeskEvidence {
  /** A PractitionerRole in the desk's organisation, with the purpose {@link deskPurpose}. */
  readonly role: string
  /** The licence that it names, showing its registration: two keys of one person count once. */
  readonly licence: string
  /** Accreditations that lead from a root to the issuers of both, in any order. */
  readonly chain?: readonly string[]
}

/** v3-ActReason: patient administration. A role to treat is no right to say whose key is whose. */
export const deskPurpose = 'PATADMIN'

/** Who signed, and with which key. */
export interface DeskSigner {
  readonly did: Did
  readonly publicKey: PublicJwk
}

export interface ProveDeskPersonOptions {
  readonly verifier: Verifier
  readonly evidence: DeskEvidence
  /** In one of which the role must be. */
  readonly organisations: readonly Did[]
  readonly now: EpochSeconds
  readonly signal?: AbortSignal | undefined
}

/**
 * Proves that somebody acts for the desk.
 *
 * @returns Who it is: the number in the register of the profession.
 * @throws CredentialError `recovery_approver_refused`; those of the verifier for role and licence.
 */
export async function proveDeskPerson(
  { did, publicKey }: DeskSigner,
  { verifier, evidence, organisations, now, signal }: ProveDeskPersonOptions,
): Promise<string> {
  const { licence, chain = [] } = evidence
  const common = { at: now, now, chain, signal }
  const role = await verifier.verifyCredential(evidence.role, {
    ...common,
    types: [credentialTypes.practitionerRole],
    licence,
  })
  const { organisation, purposes } = parsePractitionerRoleClaims(role.claims)
  const isSigner =
    role.subject === did &&
    role.holderKey !== undefined &&
    (await thumbprintOf(role.holderKey)) === (await thumbprintOf(publicKey))
  if (!isSigner) throw approverRefused('/role')
  if (!organisations.includes(organisation.did)) throw approverRefused('/role/organisation')
  if (!purposes.includes(deskPurpose)) throw approverRefused('/role/purposes')
  // That it is the one which the role names was checked with the role.
  const { claims } = await verifier.verifyCredential(licence, {
    ...common,
    types: [credentialTypes.practitionerLicence],
  })
  const { registration } = parsePractitionerLicenceClaims(claims)
  if (registration === undefined) throw approverRefused('/licence/registration')
  return personOf(registration)
}

export function approverRefused(place?: string): CredentialError {
  return new CredentialError('recovery_approver_refused', 'Signed by somebody who may not', {
    place,
  })
}
