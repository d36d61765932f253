import { IdentityError } from '../errors.ts'
import { algorithmOf } from '../jwk.ts'
import { type Signer, signerOf } from '../signer.ts'
import { keyMalformed } from './key-record.ts'
import { openPrivateKey, openVaultKey } from './key-wrapping.ts'
import { type BrowserKeyUnlock, type UnlockedSlot, unlockSlot } from './unlock.ts'
import { type BrowserVault, vaultOf } from './vault.ts'

/** A signer that can be made to forget its key, as when the app is locked. */
export interface BrowserSigner extends Signer, BrowserVault {
  /** From now on it signs and opens no more (`signer_failed`, failed: open the key again). What it is signing right now is finished. */
  lock(): void
}

/**
 * Opens a key of this browser. It cannot be read out of the signer: it is not extractable, and
 * nothing shows it.
 *
 * @param slot - 1 to 64 of a-z, 0-9, dot, underscore and hyphen.
 * @throws {@link IdentityError} `browser_key_not_found`, `browser_key_malformed`, `browser_key_pin_wrong`,
 *   `browser_key_locked`, `browser_key_unlock_missing`, `browser_passkey_unavailable`;
 *   `browser_passkey_refused`, `browser_storage_unavailable`, both unknown.
 * @throws {@link BaseError} `instant_malformed`: `now`.
 */
export async function openBrowserKey(
  slot: string,
  unlock: BrowserKeyUnlock,
): Promise<BrowserSigner> {
  return await signerOfSlot(await unlockSlot(slot, unlock, false))
}

/** @throws {@link IdentityError} `browser_key_malformed`: tampered with. */
export async function signerOfSlot({
  record,
  slotKey,
}: Pick<UnlockedSlot, 'record' | 'slotKey'>): Promise<BrowserSigner> {
  const { keyId, publicKey, sealedKey, sealedVault, slot } = record
  try {
    const algorithm = algorithmOf(publicKey)
    const privateKey = await openPrivateKey(sealedKey, slotKey, record, algorithm)
    const vaultKey = await openVaultKey(sealedVault, slotKey, record)
    return lockable(signerOf({ keyId, privateKey, publicKey }), vaultKey)
  } catch {
    throw keyMalformed(slot)
  }
}

function lockable(signer: Signer, vaultKey: CryptoKey): BrowserSigner {
  let held: { readonly signer: Signer; readonly vaultKey: CryptoKey } | undefined
  held = { signer, vaultKey }
  const whatIsHeld = () => {
    if (held !== undefined) return held
    throw new IdentityError('signer_failed', 'The key was locked')
  }
  const { did, keyId, algorithm, publicKey } = signer
  return Object.freeze({
    ...{ did, keyId, algorithm, publicKey },
    sign: async (...parameters: Parameters<Signer['sign']>) =>
      await whatIsHeld().signer.sign(...parameters),
    ...vaultOf(() => whatIsHeld().vaultKey),
    lock: () => {
      held = undefined
    },
  })
}
