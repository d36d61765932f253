import { CodedError } from '@fidecura/base'
import {
  type Did,
  type DidUrl,
  IdentityError,
  keyIdOfIssuer,
  type PublicJwk,
  publicKeyOf,
  type ResolvedDid,
  thumbprintOf,
} from '@fidecura/identity'
import type { UnverifiedProof } from './credential.ts'
import { CredentialError } from './errors.ts'
import { type MaybePromise, whenReady } from './maybe-promise.ts'
import { malformed } from './payload-members.ts'
import { proofsAbout } from './signed-while-listed.ts'
import type { Inquiry, VerifierState } from './verifier-state.ts'

/**
 * The keys that an issuer's DID lists under these ids for assertions, at the instant asked about; of a token
 * that is proven older, those that it listed then.
 *
 * @throws IdentityError those of the resolver and of `publicKeyOf`, `did_history_unknown` (unknown);
 *   {@link CredentialError} `issuer_unresolvable` (unknown).
 */
export async function issuerKeysOf(
  { issuer, token }: { readonly issuer: Did; readonly token: string },
  keyIds: readonly DidUrl[],
  { resolve }: VerifierState,
  { at, now, signal, past, proofs }: Inquiry,
): Promise<readonly PublicJwk[]> {
  let resolved: ResolvedDid
  try {
    resolved = await resolve(issuer, { at, now, signal })
  } catch (error) {
    if (CodedError.is(error)) throw error
    throw new CredentialError('issuer_unresolvable', 'The resolver broke', { outcome: 'unknown' })
  }
  const keysIn = ({ document }: ResolvedDid): readonly PublicJwk[] =>
    keyIds.map((keyId) => publicKeyOf(document, keyId, 'assertionMethod'))
  try {
    return keysIn(resolved)
  } catch (error) {
    // What was signed while the DID had the key stays signed, if somebody else says that it was.
    for (const { existedBy } of past === undefined ? await proofsAbout(token, proofs) : []) {
      const then = await known(() => resolve(issuer, { at: existedBy, now, signal }))
      // Of a DID without history this is the document of today.
      const keys = then && (await known(async () => keysIn(then)))
      if (keys !== undefined) return keys
    }
    // A key that is gone by now may have been there then, which nobody can tell any more.
    throw past !== undefined && resolved.history === 'unknown' ? historyUnknown() : error
  }
}

/** @returns undefined for a plain no; what could not be found out is thrown. */
async function known<T>(find: () => Promise<T>): Promise<T | undefined> {
  try {
    return await find()
  } catch (error) {
    if (CodedError.is(error) && error.outcome === 'failed') return undefined
    throw error
  }
}

/**
 * @param pins - Thumbprints of the only keys to take.
 * @throws {@link CredentialError} `authority_key_not_pinned`.
 */
export async function assertPinned(
  keys: readonly PublicJwk[],
  pins: readonly string[],
  { thumbprints }: VerifierState,
): Promise<void> {
  for (const key of keys) {
    const thumbprint = thumbprints.get(key) ?? (await thumbprintOf(key))
    thumbprints.set(key, thumbprint)
    if (pins.includes(thumbprint)) continue
    throw new CredentialError('authority_key_not_pinned', 'Not a key that was named beforehand')
  }
}

/** The ids of the keys that the proofs name. @throws IdentityError those of `keyIdOfIssuer`. */
export function keyIdsOf(proofs: readonly UnverifiedProof[], issuer: Did): readonly DidUrl[] {
  return proofs.map(({ keyId }) => keyIdOfIssuer(keyId, issuer))
}

/**
 * @param signers - A key for each proof, in the same order.
 * @throws IdentityError `jws_type_wrong`, `jws_algorithm_wrong`, `jws_signature_invalid`,
 *   `proof_invalid`, `proof_suite_unsupported`: the first proof that does not hold.
 */
export function assertSignedBy(
  signers: readonly PublicJwk[],
  proofs: readonly UnverifiedProof[],
  { keys }: VerifierState,
): MaybePromise<void> {
  // One for each at all times; nothing holds by being left out.
  if (proofs.length === 0 || signers.length !== proofs.length) throw malformed('/proof')
  const verify = (index: number): MaybePromise<void> => {
    const key = keys.keyOf(signers[index] as PublicJwk)
    const verified = whenReady(key, (imported) =>
      (proofs[index] as UnverifiedProof).verify(imported),
    )
    if (index + 1 === proofs.length) return verified
    return whenReady(verified, () => verify(index + 1))
  }
  return verify(0)
}

function historyUnknown(): IdentityError {
  return new IdentityError('did_history_unknown', 'Not a key of the document of today', {
    outcome: 'unknown',
  })
}
