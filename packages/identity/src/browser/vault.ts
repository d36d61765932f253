import { concatBytes, encodeUtf8 } from '@fidecura/base'
import { keyMalformed } from './key-record.ts'
import { subtle } from './key-wrapping.ts'

/**
 * Encrypts what an app keeps beside a key of a browser, so that nobody reads it who has not opened the key.
 * AES-256-GCM under a key of its own that is not extractable; it goes with the signing key, and there is no copy.
 */
export interface BrowserVault {
  /**
   * @param name - Under which it is kept: what was sealed under one name opens under no other.
   * @throws {@link IdentityError} `signer_failed`: the key was locked.
   */
  seal(name: string, plain: Uint8Array): Promise<Uint8Array>
  /** @throws {@link IdentityError} `browser_key_malformed`, `vault` being the place: changed, of another name, or of another key; `signer_failed`: locked. */
  open(name: string, sealed: Uint8Array): Promise<Uint8Array>
}

const ivBytes = 12

/** @param keyOf - Throws once the key was locked. */
export function vaultOf(keyOf: () => CryptoKey): BrowserVault {
  return Object.freeze({
    async seal(name: string, plain: Uint8Array) {
      const iv = crypto.getRandomValues(new Uint8Array(ivBytes))
      const bytes = await subtle().encrypt(cipherOf(name, iv), keyOf(), plain as BufferSource)
      return concatBytes(iv, new Uint8Array(bytes))
    },
    async open(name: string, sealed: Uint8Array) {
      const key = keyOf()
      try {
        const cipher = cipherOf(name, sealed.slice(0, ivBytes))
        return new Uint8Array(await subtle().decrypt(cipher, key, sealed.slice(ivBytes)))
      } catch {
        throw keyMalformed('vault')
      }
    },
  })
}

function cipherOf(name: string, iv: Uint8Array): AesGcmParams {
  const additionalData = encodeUtf8(`urn:fidecura:browser-vault:1 ${name}`) as BufferSource
  return { name: 'AES-GCM', iv: iv as BufferSource, additionalData }
}
