import { CodedError, type EpochSeconds } from '@fidecura/base'
import {
  assertProvenFor,
  type Did,
  type DidUrl,
  digestOf,
  type ProvenTime,
  type PublicJwk,
  publicKeyOf,
  type ResolveDid,
} from '@fidecura/identity'
import { CredentialError } from './errors.ts'
import { isSameKey } from './same-key.ts'

/** A token, and the keys that its signer's DID listed for assertions at the instant asked about. */
export interface SignedThen {
  /** Compact, or a document. */
  readonly token: string
  readonly issuer: Did
  readonly keys: readonly { readonly keyId: DidUrl; readonly publicKey: PublicJwk }[]
}

/** How it is found out whether a key still counts, and what shows when something was signed. */
export interface SignedWhileListedOptions {
  readonly resolve: ResolveDid
  /** The instant asked about, at which the DID listed the keys. */
  readonly at: EpochSeconds
  readonly now: EpochSeconds
  /** Of any tokens, from `proveTime`. */
  readonly proofs: readonly ProvenTime[]
  readonly signal?: AbortSignal | undefined
}

/**
 * Holds a signature that was found good against what became of its keys. Whoever has a key that its DID
 * has taken out since could sign today, and date it back to when the DID listed it. So either the DID
 * lists the keys today, too, or somebody else says that the token existed when it did.
 *
 * @throws {@link CredentialError} `signing_time_unproven` (unknown); those of `assertProvenFor`, and
 *   those of the resolver that leave the answer unknown.
 */
export async function assertSignedWhileListed(
  signed: SignedThen,
  options: SignedWhileListedOptions,
): Promise<void> {
  const { at, now, proofs } = options
  if (await listsAt(now, signed, options)) return
  for (const proof of await proofsAbout(signed.token, proofs)) {
    // At the instant asked about the DID had the keys, which is known already.
    if (proof.existedBy <= at || (await listsAt(proof.existedBy, signed, options))) return
  }
  throw new CredentialError(
    'signing_time_unproven',
    'Only the signer says that it was signed while the DID had the key',
    { outcome: 'unknown' },
  )
}

/**
 * Those of the proofs that are about a token: about all of it or, of an SD-JWT, about what its issuer
 * signed, for the rest differs from one presentation to the next.
 *
 * @throws IdentityError those of `assertProvenFor`.
 */
export async function proofsAbout(
  token: string,
  proofs: readonly ProvenTime[],
): Promise<readonly ProvenTime[]> {
  const about: ProvenTime[] = []
  if (proofs.length === 0) return about
  // A document may hold the same character anywhere, and what stands before it proves nothing.
  const [jwt = token] = token.startsWith('{') ? [token] : token.split('~', 1)
  for (const text of new Set([token, jwt])) {
    const digest = await digestOf(text)
    for (const proof of proofs) {
      if (proof.digest !== digest) continue
      await assertProvenFor(proof, text)
      about.push(proof)
    }
  }
  return about
}

async function listsAt(
  instant: EpochSeconds,
  { issuer, keys }: SignedThen,
  { resolve, now, signal }: SignedWhileListedOptions,
): Promise<boolean> {
  try {
    const { document } = await resolve(issuer, { at: instant, now, signal })
    return keys.every(({ keyId, publicKey }) =>
      isSameKey(publicKeyOf(document, keyId, 'assertionMethod'), publicKey),
    )
  } catch (error) {
    // Ended, not yet begun, or without the key. What could not be found out is none of these.
    if (CodedError.is(error) && error.outcome === 'failed') return false
    throw error
  }
}
