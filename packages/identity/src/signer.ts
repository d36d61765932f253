import { abortedError, untilAborted } from '@fidecura/base'
import { generatePrivate, type PrivateKeyHandle, signWith } from '#crypto'
import type { Algorithm } from './algorithms.ts'
import { type Did, type DidUrl, didOf, parseDidUrl } from './did.ts'
import { didJwkOf } from './did-jwk.ts'
import { didKeyOf } from './did-key.ts'
import { IdentityError } from './errors.ts'
import { algorithmOf, type PublicJwk, parsePublicJwk } from './jwk.ts'
import { keyIdOf } from './key-id.ts'

/** Signs for a DID. It cannot be asked for the key, which may live in a phone or an HSM. */
export interface Signer {
  readonly did: Did
  readonly keyId: DidUrl
  readonly algorithm: Algorithm
  readonly publicKey: PublicJwk
  /**
   * What authorities certified of the key: base64 DER, that of the key first. Goes into the header of
   * what is signed, where it is a claim of the signer. RFC 7515 §4.1.6.
   */
  readonly certificateChain?: readonly string[]
  /**
   * @returns The signature as JOSE writes it: r||s for ECDSA. RFC 7518 §3.4.
   * @throws {@link IdentityError} `signer_failed`. BaseError `aborted` (unknown): the caller has stopped,
   *   whatever keeps the key.
   */
  sign(
    data: Uint8Array,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<Uint8Array>
}

/** A Web Crypto key, and the name it goes by. */
export interface SignerOptions {
  readonly keyId: DidUrl
  /** May be non-extractable, and should be. */
  readonly privateKey: CryptoKey
  readonly publicKey: PublicJwk
}

/** Signs with a Web Crypto key. */
export function signerOf({ keyId, privateKey, publicKey }: SignerOptions): Signer {
  return signerOfHandle(keyId, { privateKey }, publicKey)
}

/** For custody that holds the engine's own kind of key, such as key files. */
export function signerOfHandle(
  keyId: DidUrl,
  handle: PrivateKeyHandle,
  publicKey: PublicJwk,
): Signer {
  const algorithm = algorithmOf(publicKey)
  const sign = signWith(handle, algorithm)
  const signed = async (data: Uint8Array): Promise<Uint8Array> => {
    try {
      return await sign(data)
    } catch {
      throw signerFailed()
    }
  }
  return Object.freeze({
    did: didOf(keyId),
    keyId,
    algorithm,
    publicKey,
    sign: async (data: Uint8Array, options: { readonly signal?: AbortSignal | undefined } = {}) => {
      if (options.signal?.aborted === true) throw abortedError()
      return await untilAborted(signed(data), options.signal)
    },
  })
}

/** What a new key is for: a DID made of the key itself, or one that its controller hosts. */
export type NewKeyOptions =
  | { readonly method?: 'key' | 'jwk'; readonly algorithm?: Algorithm }
  | { readonly did: Did; readonly fragment: string; readonly algorithm?: Algorithm }

/**
 * Makes a key that lives as long as the process and cannot be read out of it.
 *
 * @param options - Default: did:key, ES256.
 */
export async function generateSigner(options: NewKeyOptions = {}): Promise<Signer> {
  const { handle, publicKey } = await generatePrivate(options.algorithm ?? 'ES256')
  const jwk = parsePublicJwk(publicKey)
  return signerOfHandle(newKeyId(options, jwk), handle, jwk)
}

/** Which DID URL a new key gets. */
export function newKeyId(options: NewKeyOptions, publicKey: PublicJwk): DidUrl {
  if ('did' in options) return parseDidUrl(`${options.did}#${options.fragment}`)
  return keyIdOf(options.method === 'jwk' ? didJwkOf(publicKey) : didKeyOf(publicKey))
}

function signerFailed(): IdentityError {
  return new IdentityError('signer_failed', 'The key did not sign', { outcome: 'unknown' })
}
