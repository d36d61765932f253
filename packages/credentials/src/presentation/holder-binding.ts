import type { PublicJwk } from '@fidecura/identity'
import { CredentialError } from '../errors.ts'
import { type AskedTerms, verifyKeyBinding } from '../key-binding.ts'
import { placed } from '../placed.ts'
import type { UnverifiedPresentation } from '../presentation-codec.ts'
import { isSameKey } from '../same-key.ts'
import type { VerifierState } from '../verifier-state.ts'
import type { PresentedCredential } from './read-presentation.ts'

/**
 * The key that every credential is bound to.
 *
 * @throws {@link CredentialError} `holder_binding_missing`, `presentation_holders_differ`.
 */
export function commonKeyOf(credentials: readonly PresentedCredential[]): PublicJwk {
  const keys = credentials.map(({ decoded }) => decoded.credential.holderKey)
  const [first] = keys
  if (first === undefined || keys.includes(undefined)) {
    throw new CredentialError(
      'holder_binding_missing',
      'A credential that names no key of its holder',
    )
  }
  if (keys.every((key) => key !== undefined && isSameKey(key, first))) return first
  throw new CredentialError('presentation_holders_differ', 'Bound to different keys')
}

/**
 * Holds credentials against whoever signed the presentation, as far as no key of theirs is needed: what
 * is bound to none is about that very DID, and all others are bound to one and the same.
 *
 * @throws {@link CredentialError} `holder_binding_missing`: about nobody, `presentation_holders_differ`:
 *   about another, `holder_key_mismatch`.
 */
export function assertAbout(
  { holder }: UnverifiedPresentation,
  credentials: readonly PresentedCredential[],
): void {
  let key: PublicJwk | undefined
  for (const { decoded, place } of credentials) {
    const { holderKey, subject } = decoded.credential
    if (holderKey !== undefined) {
      key ??= holderKey
      if (isSameKey(holderKey, key)) continue
      throw keyMismatch(place)
    }
    if (subject === holder) continue
    throw subject === undefined
      ? new CredentialError('holder_binding_missing', 'Names no holder', { place })
      : new CredentialError('presentation_holders_differ', 'About somebody else', { place })
  }
}

/**
 * Holds what is bound to a key against that of whoever signed the presentation.
 *
 * @throws {@link CredentialError} `holder_key_mismatch`.
 */
export function assertHeldBy(key: PublicJwk, credentials: readonly PresentedCredential[]): void {
  for (const { decoded, place } of credentials) {
    const { holderKey } = decoded.credential
    if (holderKey === undefined || isSameKey(holderKey, key)) continue
    throw keyMismatch(place)
  }
}

function keyMismatch(place: string): CredentialError {
  return new CredentialError('holder_key_mismatch', 'Bound to another key', { place })
}

/**
 * Proves the bindings that credentials have of their own, which every SD-JWT needs that names a key.
 *
 * @returns How many there are.
 * @throws {@link CredentialError} `holder_binding_missing`; those of `verifyKeyBinding`.
 */
export async function proveBindings(
  credentials: readonly PresentedCredential[],
  terms: AskedTerms,
  { keys }: VerifierState,
): Promise<number> {
  let proven = 0
  for (const { decoded, place } of credentials) {
    const { credential, keyBinding } = decoded
    const { holderKey } = credential
    try {
      if (keyBinding !== undefined && holderKey !== undefined) {
        await verifyKeyBinding(keyBinding, { ...terms, holderKey, keyCache: keys })
        proven++
      } else if (isUnbound(keyBinding, holderKey, credential.format)) throw unbound()
    } catch (error) {
      throw placed(error, place)
    }
  }
  return proven
}

/** A binding by a key that the credential does not name shows nothing, nor does a name without one. */
function isUnbound(binding: unknown, holderKey: unknown, format: string): boolean {
  return binding !== undefined || (format === 'dc+sd-jwt' && holderKey !== undefined)
}

export function unbound(): CredentialError {
  return new CredentialError('holder_binding_missing', 'Presented without key binding')
}
