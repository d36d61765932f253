import { allowedSkewSeconds, type EpochSeconds } from '@fidecura/base'
import { type Did, thumbprintOf, verifyDidJws } from '@fidecura/identity'
import { credentialTypes } from '../credential-types.ts'
import { CredentialError } from '../errors.ts'
import { personOf } from '../person.ts'
import { parsePractitionerLicenceClaims } from '../practitioner-licence.ts'
import { parsePractitionerRoleClaims } from '../practitioner-role.ts'
import type { RevocationEvidence, RevocationSigner } from '../revocation-policy.ts'
import type { Verifier } from '../verifier.ts'
import { revocationOrderType, type UnverifiedRevocationOrder } from './revocation-order.ts'

/** Who may order, and by whom they are judged. */
export interface RevocationSignerTerms {
  /** Judges role and licence: its roots say whose word on persons counts. */
  readonly verifier: Verifier
  /** In one of which, as organisation or department, the role must be. */
  readonly organisations: readonly Did[]
  /** Code of v3-ActReason that the role must name: a right to treat is none to revoke. */
  readonly purpose: string
}

export interface ProveRevocationSignerOptions extends RevocationSignerTerms {
  readonly evidence: RevocationEvidence
  readonly now: EpochSeconds
  readonly signal?: AbortSignal | undefined
}

/**
 * Proves who has signed an order, and that this person may.
 *
 * @throws CredentialError `revocation_signer_refused`, `revocation_order_time_wrong`; those of
 *   `verifyDidJws`, and of the verifier for role and licence.
 */
export async function proveRevocationSigner(
  { signer, issuedAt, jws }: UnverifiedRevocationOrder,
  options: ProveRevocationSignerOptions,
): Promise<RevocationSigner> {
  const { verifier, evidence, organisations, purpose, now, signal } = options
  if (issuedAt > now + allowedSkewSeconds) {
    throw new CredentialError('revocation_order_time_wrong', 'Of the future', { place: '/iat' })
  }
  const { licence, chain = [] } = evidence
  const common = { at: now, now, chain, signal }
  // Before the signature: whoever has no role makes nobody look up their DID.
  const role = await verifier.verifyCredential(evidence.role, {
    ...common,
    types: [credentialTypes.practitionerRole],
    licence,
  })
  const { organisation, department, purposes } = parsePractitionerRoleClaims(role.claims)
  if (role.subject !== signer || role.holderKey === undefined) throw refused('/role')
  const { publicKey } = await verifyDidJws(jws, {
    issuer: signer,
    typ: revocationOrderType,
    relationship: 'assertionMethod',
    resolve: verifier.resolve,
    at: now,
    now,
    signal,
  })
  const key = await thumbprintOf(publicKey)
  if ((await thumbprintOf(role.holderKey)) !== key) throw refused('/role')
  const isHere = organisations.some((one) => one === organisation.did || one === department.did)
  if (!isHere) throw refused('/role/organisation')
  if (!purposes.includes(purpose)) throw refused('/role/purposes')
  // That it is the one which the role names was checked with the role.
  const { claims } = await verifier.verifyCredential(licence, {
    ...common,
    types: [credentialTypes.practitionerLicence],
  })
  const { registration } = parsePractitionerLicenceClaims(claims)
  if (registration === undefined) throw refused('/licence/registration')
  const person = personOf(registration)
  return Object.freeze({ did: signer, person, key, at: now })
}

function refused(place: string): CredentialError {
  return new CredentialError('revocation_signer_refused', 'Signed by somebody who may not', {
    place,
  })
}
