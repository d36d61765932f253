import { type EpochSeconds, encodeBase64url, encodeUtf8, type JsonObject } from '@fidecura/base'
import { type Did, type DidUrl, didOf, parseDidUrl } from './did.ts'
import { publicKeyOf, type VerificationRelationship } from './did-document.ts'
import { IdentityError } from './errors.ts'
import { type PublicJwk, thumbprintOf } from './jwk.ts'
import type { UnverifiedJws } from './jws.ts'
import type { ResolveDid } from './resolver.ts'
import type { Signer } from './signer.ts'
import { importVerificationKey, type KeyCache } from './verification-key.ts'
import { verifyJwsAtOnce } from './verify-jws.ts'

/** Who must have signed, what, and when. */
export interface VerifyDidJwsOptions {
  /** Whom the payload names as its issuer. */
  readonly issuer: Did
  readonly typ: string
  readonly relationship: VerificationRelationship
  readonly resolve: ResolveDid
  /** When the key must have been the DID's. */
  readonly at: EpochSeconds
  readonly now: EpochSeconds
  /** Thumbprints of the only keys to take. RFC 7638. */
  readonly pins?: readonly string[] | undefined
  readonly keyCache?: KeyCache
  readonly signal?: AbortSignal | undefined
}

/** Which key it was. */
export interface DidJwsVerification {
  readonly keyId: DidUrl
  readonly publicKey: PublicJwk
  /** How old the document is that the key was read from. */
  readonly resolvedAt: EpochSeconds
}

/**
 * Proves that a DID signed a JWS with a key that its document lists for this use.
 *
 * @throws {@link IdentityError} `jws_issuer_mismatch`, those of `resolve`, `key_not_found`,
 *   `key_relationship_wrong`, `key_type_unsupported`, `key_not_pinned`, and those of `verifyJws`.
 */
export async function verifyDidJws(
  jws: UnverifiedJws,
  options: VerifyDidJwsOptions,
): Promise<DidJwsVerification> {
  const { issuer, relationship, at, now, signal } = options
  const keyId = keyIdOfIssuer(jws.header.kid, issuer)
  const resolution = { at, now, signal }
  const { document, resolvedAt } = await options.resolve(issuer, resolution)
  const publicKey = publicKeyOf(document, keyId, relationship)
  if (options.pins !== undefined && !options.pins.includes(await thumbprintOf(publicKey))) {
    throw new IdentityError('key_not_pinned', 'Not one of the keys that were named beforehand')
  }
  const key = await (options.keyCache?.keyOf(publicKey) ?? importVerificationKey(publicKey))
  await verifyJwsAtOnce(jws, { key, typ: options.typ })
  return { keyId, publicKey, resolvedAt }
}

/**
 * The key id that a header or proof names, if it is an absolute DID URL of the issuer.
 *
 * @throws {@link IdentityError} `jws_issuer_mismatch`, `did_url_malformed`.
 */
export function keyIdOfIssuer(named: string | undefined, issuer: Did): DidUrl {
  if (named === undefined) throw issuerMismatch()
  const keyId = parseDidUrl(named)
  if (didOf(keyId) !== issuer) throw issuerMismatch()
  return keyId
}

/** Who signs, and as what. */
export interface SignJwsOptions {
  readonly signer: Signer
  /** The artefact's own type. */
  readonly typ: string
  /** Further members, such as `cty`. */
  readonly header?: JsonObject
  readonly signal?: AbortSignal | undefined
}

/**
 * Signs bytes, or an object as the JSON it is written to now.
 *
 * @returns A compact JWS whose `kid` is the signer's absolute DID URL, and whose `x5c` its certificates, if any.
 * @throws {@link IdentityError} `signer_failed`.
 */
export async function signJws(
  payload: Uint8Array | JsonObject,
  { signer, typ, header, signal }: SignJwsOptions,
): Promise<string> {
  const { algorithm: alg, keyId: kid, certificateChain: x5c } = signer
  const protectedHeader = { ...header, ...(x5c === undefined ? {} : { x5c }), alg, kid, typ }
  const input = `${encode(protectedHeader)}.${encode(payload)}`
  const signature = await signer.sign(encodeUtf8(input), { signal })
  return `${input}.${encodeBase64url(signature)}`
}

function encode(value: Uint8Array | JsonObject): string {
  const bytes = ArrayBuffer.isView(value)
    ? (value as Uint8Array)
    : encodeUtf8(JSON.stringify(value))
  return encodeBase64url(bytes)
}

function issuerMismatch(): IdentityError {
  return new IdentityError('jws_issuer_mismatch', 'The key is not one of the issuer')
}
