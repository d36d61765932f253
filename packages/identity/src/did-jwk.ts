import {
  BaseError,
  canonicalizeJson,
  decodeBase64url,
  encodeBase64url,
  parseJson,
} from '@fidecura/base'
import { type Did, type DidUrl, parseDid } from './did.ts'
import { IdentityError } from './errors.ts'
import { type PublicJwk, parsePublicJwk } from './jwk.ts'
import { resolutionOfKey } from './pure-resolution.ts'
import type { ResolvedDid } from './resolved-did.ts'
import type { ResolveDidOptions } from './resolver.ts'

const prefix = 'did:jwk:'

/**
 * Reads the key out of a did:jwk. Its one method, `#0`, serves every use but key agreement.
 *
 * @see {@link https://github.com/quartzjer/did-jwk/blob/main/spec.md | did:jwk}
 *
 * @throws {@link IdentityError} `did_method_unsupported`; `did_malformed`: no canonical base64url of
 *   strict JSON; `jwk_malformed`: private members, or a use other than signatures;
 *   `key_type_unsupported`.
 */
export async function resolveDidJwk(did: Did, { now }: ResolveDidOptions): Promise<ResolvedDid> {
  const keyId = keyIdOfDidJwk(did)
  return resolutionOfKey(did, keyId, parsePublicJwk(decodeJson(did.slice(prefix.length))), now)
}

/** The did:jwk of a key: of its four members alone, in the order of RFC 8785, so that one key has one DID. */
export function didJwkOf(jwk: PublicJwk): Did {
  return parseDid(prefix + encodeBase64url(canonicalizeJson({ ...parsePublicJwk(jwk) })))
}

/** @throws {@link IdentityError} `did_method_unsupported`. */
export function keyIdOfDidJwk(did: Did): DidUrl {
  if (!did.startsWith(prefix)) {
    throw new IdentityError('did_method_unsupported', 'Not a did:jwk')
  }
  return `${did}#0` as DidUrl
}

function decodeJson(text: string): unknown {
  try {
    return parseJson(decodeBase64url(text), { maxDepth: 4 })
  } catch (error) {
    if (!BaseError.is(error)) throw error
    throw new IdentityError('did_malformed', 'Not a key in base64url', { cause: error })
  }
}
