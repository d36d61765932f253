import type { EpochSeconds } from '@fidecura/base'
import { type Did, methodOf, type ResolveDid, thumbprintOf } from '@fidecura/identity'
import type { Credential } from '../credential.ts'
import { credentialTypes } from '../credential-types.ts'
import { decodeCredential } from '../decode-credential.ts'
import { CredentialError } from '../errors.ts'
import type { IssuedStore } from '../issued-store.ts'
import { type PatientIdentityClaims, parsePatientIdentityClaims } from '../patient-identity.ts'
import type { RecoveryRequest } from './recovery-request.ts'

/** The identity that a request is about, as this desk issued it, and as it stands. */
export interface CurrentIdentity {
  readonly credential: Credential
  /** With everything that a holder may hide. */
  readonly claims: PatientIdentityClaims
  /**
   * Suspended: `key`, for no other reason than `key_lost` or `key_stolen`; `identity`, for any other, too,
   * of which nobody but the desk knows whether it holds for the new key as well.
   */
  readonly stopped: 'key' | 'identity' | undefined
}

export interface CurrentIdentityOptions {
  /** The desk. */
  readonly issuer: Did
  readonly issued: IssuedStore
  readonly now: EpochSeconds
}

/**
 * Finds the identity among what was issued here. No credential is taken from the request: what was
 * issued, and whether it was revoked since, its issuer knows best.
 *
 * @throws CredentialError `recovery_identity_mismatch`, `recovery_identity_ended`.
 */
export async function currentIdentityOf(
  { identity, record, from }: RecoveryRequest,
  { issuer, issued, now }: CurrentIdentityOptions,
): Promise<CurrentIdentity> {
  const kept = identity.issuer === issuer ? await issued.find(issuer, identity.id) : undefined
  if (kept?.type !== credentialTypes.patientIdentity) throw mismatch()
  const { credential } = await decodeCredential(kept.token)
  const claims = parsePatientIdentityClaims(credential.claims)
  const isSame =
    credential.subject === from &&
    claims.record.system === record.system &&
    claims.record.value === record.value
  if (!isSame) throw mismatch()
  const { list, index } = kept.status ?? {}
  const changes = list === undefined ? [] : await issued.changesOf(list)
  const own = changes.filter((change) => change.index === index)
  const { value } = own.at(-1) ?? {}
  if (value === 'revoked' || !(now < (credential.validUntil ?? 0))) throw identityEnded()
  // Whatever was said since it was last good: the first reason does not hide a later one, nor the last.
  const stops = own.slice(own.findLastIndex((change) => change.value === 'valid') + 1)
  const isKey = stops.every(({ reason = '' }) => keyReasons.includes(reason))
  const why = isKey ? 'key' : 'identity'
  return { credential, claims, stopped: value === 'suspended' ? why : undefined }
}

const keyReasons: readonly string[] = ['key_lost', 'key_stolen']

/**
 * Thumbprints of the keys that an identity binds: the one it names, or that which is its DID. What another
 * DID lists at present is its controller's to choose, a thief's included: nothing is taken from it.
 */
export async function keysOf(
  { credential }: CurrentIdentity,
  { resolve, now }: { readonly resolve: ResolveDid; readonly now: EpochSeconds },
): Promise<readonly string[]> {
  const { holderKey, subject } = credential
  if (holderKey !== undefined) return [await thumbprintOf(holderKey)]
  const method = methodOf(subject as Did)
  if (method !== 'key' && method !== 'jwk') return []
  const { document } = await resolve(subject as Did, { at: now, now })
  const keys = document.verificationMethods.flatMap(({ publicKey }) => publicKey ?? [])
  return Promise.all(keys.map(thumbprintOf))
}

export function identityEnded(): CredentialError {
  return new CredentialError('recovery_identity_ended', 'Nothing is left that could be replaced')
}

function mismatch(): CredentialError {
  return new CredentialError('recovery_identity_mismatch', 'Not an identity that was issued here')
}
