import type { EpochSeconds } from '@fidecura/base'
import { type Did, type PublicJwk, thumbprintOf } from '@fidecura/identity'
import type { Identifier } from './coding.ts'
import { credentialTypes } from './credential-types.ts'
import { CredentialError } from './errors.ts'
import { type GuardianPower, parseGuardianshipClaims } from './guardianship.ts'
import type { VerifiedCredential } from './verified.ts'
import type { Verifier } from './verifier.ts'

/** What shows that somebody acts for a patient. */
export interface GuardianEvidence {
  /** A Guardianship credential. */
  readonly guardianship: string
  /** Accreditations that lead from a root to its issuer, in any order. */
  readonly chain?: readonly string[]
}

/** What was done in the place of a patient, and by whose key. */
export interface GuardianAct {
  /** Who signed it. */
  readonly guardian: Did
  readonly publicKey: PublicJwk
  /** The record of the patient in whose place it was done. */
  readonly ward: Identifier
  readonly power: GuardianPower
}

/** By whom a guardianship is judged, and when it must hold: at most 60 s before `now`. */
export interface ProveGuardianOptions {
  readonly verifier: Verifier
  readonly evidence: GuardianEvidence
  readonly at: EpochSeconds
  readonly now: EpochSeconds
  readonly signal?: AbortSignal | undefined
}

/**
 * Proves that whoever holds the key is the guardian of the patient of the record, with this power.
 *
 * @throws {@link CredentialError} `guardian_mismatch`: another guardian, key, ward or power; those of
 *   the verifier: the guardianship itself does not hold.
 */
export async function proveGuardian(
  { guardian, publicKey, ward, power }: GuardianAct,
  { verifier, evidence, at, now, signal }: ProveGuardianOptions,
): Promise<VerifiedCredential> {
  const guardianship = await verifier.verifyCredential(evidence.guardianship, {
    at,
    now,
    types: [credentialTypes.guardianship],
    chain: evidence.chain ?? [],
    signal,
  })
  const claims = parseGuardianshipClaims(guardianship.claims)
  const { subject, holderKey } = guardianship
  const right =
    subject === guardian &&
    (holderKey === undefined ||
      (await thumbprintOf(holderKey)) === (await thumbprintOf(publicKey))) &&
    claims.ward.system === ward.system &&
    claims.ward.value === ward.value &&
    claims.powers.includes(power)
  if (right) return guardianship
  throw new CredentialError('guardian_mismatch', 'Not the guardian of this patient, or not in this')
}
