import type { EpochSeconds, JsonObject, JsonValue } from '@fidecura/base'
import { eddsaJcs2022 } from './data-integrity/jcs-suites.ts'
import { parseProof } from './data-integrity/parse-proof.ts'
import { signDocument } from './data-integrity/sign-document.ts'
import type { DidUrl } from './did.ts'
import { IdentityError } from './errors.ts'
import type { PublicJwk } from './jwk.ts'
import { decodeMultikey, encodeMultikey } from './multikey.ts'
import type { Signer } from './signer.ts'
import { isSignature, type KeyCache } from './verification-key.ts'

/** An eddsa-jcs-2022 proof as it stands beside a document, by a did:key. Proves nothing yet. */
export interface JcsProof {
  /** The signer's key in multibase. */
  readonly multikey: string
  readonly publicKey: PublicJwk
  /** All of the proof that is signed. */
  readonly options: JsonObject
  readonly signature: Uint8Array
}

// What would narrow what a proof proves: nobody here asks for any of it.
const refused = ['@context', 'expires', 'domain', 'challenge', 'nonce', 'previousProof']

/**
 * Reads a proof with purpose assertionMethod, as logs and witnesses of did:webvh carry them.
 *
 * @see {@link https://www.w3.org/TR/vc-di-eddsa/#eddsa-jcs-2022 | Data Integrity EdDSA 1.0 §3.3}
 *
 * @throws {@link IdentityError} `did_log_proof_invalid`.
 */
export function parseJcsProof(json: JsonValue | undefined, place: string): JcsProof {
  const proof = orInvalid(place, () => parseProof(json, place))
  const { cryptosuite, options, purpose, signature } = proof
  if (cryptosuite !== eddsaJcs2022.name) throw invalid(`${place}/cryptosuite`)
  if (purpose !== 'assertionMethod') throw invalid(`${place}/proofPurpose`)
  for (const name of refused) if (options[name] !== undefined) throw invalid(`${place}/${name}`)
  const multikey = multikeyOf(proof.verificationMethod)
  if (multikey === undefined) throw invalid(`${place}/verificationMethod`)
  const publicKey = orInvalid(place, () => decodeMultikey(multikey))
  if (publicKey.crv !== 'Ed25519') throw invalid(`${place}/verificationMethod`)
  return { multikey, publicKey, options, signature }
}

/** @param document - Without its proof. */
export async function verifyJcsProof(
  document: JsonObject,
  { publicKey, options, signature }: JcsProof,
  keys: KeyCache,
): Promise<boolean> {
  const data = await eddsaJcs2022.signedData(document, options, 'EdDSA')
  return await isSignature(await keys.keyOf(publicKey), data, signature)
}

/**
 * Signs a document, as the did:key of the signer's key.
 *
 * @returns The proof alone.
 * @throws {@link IdentityError} `key_type_unsupported`: not an Ed25519 key; `signer_failed`.
 */
export async function signJcsProof(
  document: JsonObject,
  { signer, created }: { readonly signer: Signer; readonly created: EpochSeconds },
): Promise<JsonObject> {
  const multikey = encodeMultikey(signer.publicKey)
  const keyId = `did:key:${multikey}#${multikey}` as DidUrl
  const options = { signer: { ...signer, keyId }, suite: eddsaJcs2022, created }
  const { proof } = await signDocument(document, options)
  return proof as JsonObject
}

/** A body and a fragment that differ would be two keys. */
function multikeyOf(method: DidUrl): string | undefined {
  if (method.length > 512) return undefined
  const [, body, fragment] = /^did:key:(z[^#]+)#(.+)$/.exec(method) ?? []
  return body === fragment ? body : undefined
}

function orInvalid<T>(place: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw invalid(IdentityError.is(error) ? (error.place ?? place) : place)
  }
}

function invalid(place: string): IdentityError {
  return new IdentityError('did_log_proof_invalid', 'Not a proof that this method takes', { place })
}
