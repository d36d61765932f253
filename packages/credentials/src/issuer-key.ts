import { CodedError } from '@fidecura/base'
import {
  type Did,
  type DidUrl,
  IdentityError,
  type PublicJwk,
  publicKeyOf,
  type ResolvedDid,
  thumbprintOf,
  type UnverifiedJws,
} from '@fidecura/identity'
import { verifyJwsAtOnce } from '@fidecura/identity/at-once'
import { CredentialError } from './errors.ts'
import { type MaybePromise, whenReady } from './maybe-promise.ts'
import type { Inquiry, VerifierState } from './verifier-state.ts'

/**
 * The key that an issuer's DID lists under this id for assertions, at the instant asked about.
 *
 * @throws IdentityError those of the resolver and of `publicKeyOf`, `did_history_unknown` (unknown);
 *   {@link CredentialError} `issuer_unresolvable` (unknown).
 */
export async function issuerKeyOf(
  issuer: Did,
  keyId: DidUrl,
  { resolve }: VerifierState,
  { at, now, signal, past }: Inquiry,
): Promise<PublicJwk> {
  let resolved: ResolvedDid
  try {
    resolved = await resolve(issuer, { at, now, signal })
  } catch (error) {
    if (CodedError.is(error)) throw error
    throw new CredentialError('issuer_unresolvable', 'The resolver broke', { outcome: 'unknown' })
  }
  const { document, history } = resolved
  try {
    return publicKeyOf(document, keyId, 'assertionMethod')
  } catch (error) {
    // A key that is gone by now may have been there then, which nobody can tell any more.
    throw past !== undefined && history === 'unknown' ? historyUnknown() : error
  }
}

/**
 * @param pins - Thumbprints of the only keys to take.
 * @throws {@link CredentialError} `authority_key_not_pinned`.
 */
export async function assertPinned(
  key: PublicJwk,
  pins: readonly string[],
  { thumbprints }: VerifierState,
): Promise<void> {
  const thumbprint = thumbprints.get(key) ?? (await thumbprintOf(key))
  thumbprints.set(key, thumbprint)
  if (pins.includes(thumbprint)) return
  throw new CredentialError('authority_key_not_pinned', 'Not a key that was named beforehand')
}

/** @throws IdentityError `jws_type_wrong`, `jws_algorithm_wrong`, `jws_signature_invalid`. */
export function assertSignedBy(
  key: PublicJwk,
  jws: UnverifiedJws,
  typ: string,
  { keys }: VerifierState,
): MaybePromise<void> {
  return whenReady(keys.keyOf(key), (imported) => verifyJwsAtOnce(jws, { key: imported, typ }))
}

function historyUnknown(): IdentityError {
  return new IdentityError('did_history_unknown', 'Not a key of the document of today', {
    outcome: 'unknown',
  })
}
