import type { Did } from '@fidecura/identity'
import { credentialTypes } from '../credential-types.ts'
import { decodeCredential } from '../decode-credential.ts'
import { CredentialError } from '../errors.ts'
import type { IssuedCredential, IssuedStore } from '../issued-store.ts'
import { parsePatientIdentityClaims } from '../patient-identity.ts'
import type { RecoveryRequest } from './recovery-request.ts'

/** Among whose identities is looked. */
export interface BoundElsewhereOptions {
  /** The desk. */
  readonly issuer: Did
  readonly issued: IssuedStore
}

/**
 * Whether this issuer has ever bound a DID to another record than this, whatever became of it: a mother's
 * to her child's, say. What such a DID has elsewhere is not this record's to hand on.
 */
export async function isBoundElsewhere(
  did: Did,
  record: RecoveryRequest['record'],
  { issuer, issued }: BoundElsewhereOptions,
): Promise<boolean> {
  for (const kept of await issued.findAbout(issuer, did)) {
    if (kept.type !== credentialTypes.patientIdentity) continue
    const bound = await bindingOf(kept)
    // What cannot be read may say anything.
    if (bound === undefined) return true
    const isIts = bound.system === record.system && bound.value === record.value
    if (bound.did === did && !isIts) return true
  }
  return false
}

/**
 * A new DID must not be that of another patient already. One that stays is not newly bound.
 *
 * @throws CredentialError `recovery_did_shared`.
 */
export async function assertBindable(
  { issuer: did, from, record }: RecoveryRequest,
  options: BoundElsewhereOptions,
): Promise<void> {
  if (did !== from && (await isBoundElsewhere(did, record, options))) throw didShared('/iss')
}

export function didShared(place?: string): CredentialError {
  return new CredentialError('recovery_did_shared', 'A DID that is of more than one record', {
    place,
  })
}

async function bindingOf({ token }: IssuedCredential) {
  try {
    const { credential } = await decodeCredential(token)
    const { record } = parsePatientIdentityClaims(credential.claims)
    return { did: credential.subject, system: record.system, value: record.value }
  } catch {
    return undefined
  }
}
