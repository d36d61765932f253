import { type Did, type DidUrl, parseDid } from './did.ts'
import { IdentityError } from './errors.ts'
import type { PublicJwk } from './jwk.ts'
import { decodeMultikey, encodeMultikey } from './multikey.ts'
import { resolutionOfKey } from './pure-resolution.ts'
import type { ResolvedDid } from './resolved-did.ts'
import type { ResolveDidOptions } from './resolver.ts'

const prefix = 'did:key:'

/**
 * Reads the key out of a did:key: Ed25519, P-256 or P-384. Its one method serves every use but key
 * agreement: we sign with keys and agree on others with other keys.
 *
 * @see {@link https://w3c-ccg.github.io/did-key-spec/ | did:key 0.9}
 *
 * @throws {@link IdentityError} `did_method_unsupported`, `key_type_unsupported`; `did_malformed`:
 *   no multibase base58btc of the right length, or no point of the curve.
 */
export async function resolveDidKey(did: Did, { now }: ResolveDidOptions): Promise<ResolvedDid> {
  const keyId = keyIdOfDidKey(did)
  try {
    return resolutionOfKey(did, keyId, decodeMultikey(did.slice(prefix.length)), now)
  } catch (error) {
    if (IdentityError.is(error) && error.code === 'jwk_malformed') {
      throw new IdentityError('did_malformed', 'Not a public key in multibase')
    }
    throw error
  }
}

/**
 * The did:key that is nothing but this key.
 *
 * @throws {@link IdentityError} `jwk_malformed`: the point is not on its curve.
 */
export function didKeyOf(jwk: PublicJwk): Did {
  return parseDid(prefix + encodeMultikey(jwk))
}

/** @throws {@link IdentityError} `did_method_unsupported`. */
export function keyIdOfDidKey(did: Did): DidUrl {
  if (!did.startsWith(prefix)) {
    throw new IdentityError('did_method_unsupported', 'Not a did:key')
  }
  return `${did}#${did.slice(prefix.length)}` as DidUrl
}
