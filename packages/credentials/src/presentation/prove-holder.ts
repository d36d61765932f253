import { allowedSkewSeconds, CodedError, type EpochSeconds } from '@fidecura/base'
import {
  IdentityError,
  keyIdOfIssuer,
  type PublicJwk,
  publicKeyOf,
  type ResolvedDid,
} from '@fidecura/identity'
import { CredentialError } from '../errors.ts'
import { type AskedTerms, assertAnswers } from '../key-binding.ts'
import type { UnverifiedPresentation } from '../presentation-codec.ts'
import type { Inquiry, VerifierState } from '../verifier-state.ts'

/**
 * The key that a presentation says it was signed with, if the holder's DID lists it for
 * authentication.
 *
 * @throws IdentityError those of the resolver, `jws_issuer_mismatch`: a key of another DID,
 *   `key_not_found`, `key_relationship_wrong`; {@link CredentialError} `holder_unresolvable` (unknown).
 */
export async function holderKeyOf(
  { holder, proof }: UnverifiedPresentation,
  { resolve }: VerifierState,
  { at, now, signal }: Inquiry,
): Promise<PublicJwk> {
  const keyId = keyIdOfIssuer(proof.keyId, holder)
  let resolved: ResolvedDid
  try {
    resolved = await resolve(holder, { at, now, signal })
  } catch (error) {
    if (CodedError.is(error)) throw error
    throw new CredentialError('holder_unresolvable', 'The resolver broke', { outcome: 'unknown' })
  }
  return publicKeyOf(resolved.document, keyId, 'authentication')
}

/**
 * Holds what a presentation says of itself against what was asked for. Needs nobody's key.
 *
 * @throws {@link CredentialError} `holder_binding_expired`, `presentation_audience_wrong`,
 *   `presentation_nonce_wrong`; IdentityError `jws_issuer_mismatch`: a key of another DID.
 */
export function assertMeant(presentation: UnverifiedPresentation, terms: AskedTerms): void {
  assertAnswers(presentation, terms)
  assertStillMeant(presentation, terms.now)
  keyIdOfIssuer(presentation.proof.keyId, presentation.holder)
}

/**
 * Proves that the holder of a key signed a presentation.
 *
 * @throws {@link CredentialError} `holder_binding_invalid`; what else its format says of the proof.
 */
export async function proveSigned(
  presentation: UnverifiedPresentation,
  key: PublicJwk,
  { keys }: VerifierState,
): Promise<void> {
  try {
    await presentation.proof.verify(await keys.keyOf(key))
  } catch (error) {
    if (!IdentityError.is(error) || !unsigned.has(error.code)) throw error
    throw new CredentialError('holder_binding_invalid', 'Not signed by the holder', {
      cause: error,
    })
  }
}

// Which of them it is depends on the format; what it means does not.
const unsigned: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'jws_signature_invalid',
  'jws_algorithm_wrong',
  'proof_invalid',
])

function assertStillMeant(
  { validFrom, validUntil }: UnverifiedPresentation,
  now: EpochSeconds,
): void {
  const early = validFrom !== undefined && validFrom > now + allowedSkewSeconds
  if (!early && (validUntil === undefined || now < validUntil)) return
  throw new CredentialError('holder_binding_expired', 'Not in force')
}
