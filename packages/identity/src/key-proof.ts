import {
  encodeBase64url,
  encodeUtf8,
  epochSeconds,
  isJsonObject,
  type JsonObject,
  parseJson,
} from '@fidecura/base'
import { didOf, methodOf, parseDidUrl } from './did.ts'
import { publicKeyOf } from './did-document.ts'
import { resolveDidJwk } from './did-jwk.ts'
import { resolveDidKey } from './did-key.ts'
import { IdentityError } from './errors.ts'
import { type PublicJwk, parsePublicJwk } from './jwk.ts'
import { decodeKeyProof, type JwsHeader } from './jws.ts'
import type { Signer } from './signer.ts'
import { importVerificationKey, type KeyCache } from './verification-key.ts'
import { verifyJws } from './verify-jws.ts'

/** That somebody holds a key. Says nothing about who that is. */
export interface KeyProof {
  readonly publicKey: PublicJwk
  /** Frozen. */
  readonly payload: JsonObject
}

/** What a proof must be. */
export interface VerifyKeyProofOptions {
  /** The artefact's own type, such as `dpop+jwt`. */
  readonly typ: string
  /**
   * `jwk`: the header carries the key. `jwk_or_did`: or its `kid` is the DID URL of a did:key or did:jwk,
   * which are nothing but a key. Others would have to be looked up.
   */
  readonly names: 'jwk' | 'jwk_or_did'
  /** Default 8 KiB. */
  readonly maxBytes?: number
  readonly keyCache?: KeyCache
}

/**
 * Proves that a JWS was signed by the very key that it names itself, which is what proofs of possession
 * do (RFC 9449 §4.2, OpenID4VCI 1.0 appendix F.1) and nothing else may: everywhere else `decodeJws` refuses
 * a token that brings its own key.
 *
 * @throws {@link IdentityError} `jws_malformed`, `jws_too_large`, `jws_header_unsupported`: no key, two, or
 *   a chain of certificates; `jws_algorithm_wrong`, `jws_type_wrong`, `jws_signature_invalid`,
 *   `jwk_malformed`: a private key included; `key_type_unsupported`, `did_method_unsupported`, `did_malformed`.
 */
export async function verifyKeyProof(
  compact: string,
  { typ, names, maxBytes = 8192, keyCache }: VerifyKeyProofOptions,
): Promise<KeyProof> {
  const jws = decodeKeyProof(compact, { maxBytes })
  const publicKey = await namedKey(jws.header, names)
  const key = await (keyCache?.keyOf(publicKey) ?? importVerificationKey(publicKey))
  return Object.freeze({ publicKey, payload: parsePayload(await verifyJws(jws, { key, typ })) })
}

/** Who proves to hold a key, and as what. */
export interface SignKeyProofOptions {
  readonly signer: Signer
  readonly typ: string
  readonly signal?: AbortSignal | undefined
}

/**
 * Signs a proof of possession whose header carries the public key, and no DID: whoever is shown it learns
 * nothing else about the signer.
 *
 * @throws {@link IdentityError} `signer_failed`.
 */
export async function signKeyProof(
  payload: JsonObject,
  { signer, typ, signal }: SignKeyProofOptions,
): Promise<string> {
  const header = { typ, alg: signer.algorithm, jwk: { ...signer.publicKey } }
  const input = [header, payload].map(encodeJson).join('.')
  const signature = await signer.sign(encodeUtf8(input), { signal })
  return `${input}.${encodeBase64url(signature)}`
}

async function namedKey(
  { kid, members }: JwsHeader,
  names: VerifyKeyProofOptions['names'],
): Promise<PublicJwk> {
  const { jwk } = members
  if (jwk !== undefined && kid === undefined) return parsePublicJwk(jwk)
  if (jwk !== undefined || kid === undefined || names !== 'jwk_or_did') {
    throw new IdentityError('jws_header_unsupported', 'Not one key that the header names')
  }
  const keyId = parseDidUrl(kid)
  const did = didOf(keyId)
  // Both are computed, whenever that is.
  const instants = { at: epochSeconds(0), now: epochSeconds(0) }
  const resolve = methodOf(did) === 'jwk' ? resolveDidJwk : resolveDidKey
  const { document } = await resolve(did, instants)
  return publicKeyOf(document, keyId, 'authentication')
}

function parsePayload(payload: Uint8Array): JsonObject {
  try {
    const claims = parseJson(payload, { maxBytes: 8192, maxDepth: 8 })
    if (isJsonObject(claims)) return claims
  } catch (error) {
    throw new IdentityError('jws_malformed', 'Not claims', { cause: error })
  }
  throw new IdentityError('jws_malformed', 'Not claims')
}

function encodeJson(value: JsonObject): string {
  return encodeBase64url(encodeUtf8(JSON.stringify(value)))
}
