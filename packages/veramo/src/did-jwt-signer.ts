import { encodeBase64url, encodeUtf8 } from '@fidecura/base'
import type { Signer } from '@fidecura/identity'

/** Fits where did-jwt wants a `Signer`. */
export type DidJwtSigner = (data: string | Uint8Array) => Promise<string>

/**
 * Lets did-jwt sign with any `Signer`. Name the algorithm to `createJWT` as the signer names it, and
 * the `kid` in the header: did-jwt sets neither. It knows ES256 and EdDSA, not ES384.
 */
export function toDidJwtSigner(signer: Signer): DidJwtSigner {
  return async (data) =>
    encodeBase64url(await signer.sign(typeof data === 'string' ? encodeUtf8(data) : data))
}
