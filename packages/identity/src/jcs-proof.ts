import {
  canonicalizeJson,
  concatBytes,
  type EpochSeconds,
  formatDateTime,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseDateTime,
} from '@fidecura/base'
import { sha256 } from '#crypto'
import { decodeBase58, encodeBase58 } from './base58.ts'
import { IdentityError } from './errors.ts'
import type { PublicJwk } from './jwk.ts'
import { decodeMultikey, encodeMultikey } from './multikey.ts'
import type { Signer } from './signer.ts'
import { type KeyCache, verifySignature } from './verification-key.ts'

/** An eddsa-jcs-2022 proof as it stands beside a document, by a did:key. Proves nothing yet. */
export interface JcsProof {
  /** The signer's key in multibase. */
  readonly multikey: string
  readonly publicKey: PublicJwk
  /** All of the proof that is signed. */
  readonly options: JsonObject
  readonly signature: Uint8Array
}

const members: readonly string[] = [
  'id',
  'type',
  'cryptosuite',
  'verificationMethod',
  'created',
  'proofPurpose',
  'proofValue',
]
// 64 bytes take at most 88 characters. Bounds a quadratic decoder.
const proofValue = /^z[1-9A-HJ-NP-Za-km-z]{1,88}$/

/**
 * Reads a proof with purpose assertionMethod. Members that would narrow what it proves, such as an
 * end or a domain, are not understood, and so refused.
 *
 * @see {@link https://www.w3.org/TR/vc-di-eddsa/#eddsa-jcs-2022 | Data Integrity EdDSA 1.0 §3.3}
 *
 * @throws {@link IdentityError} `did_log_proof_invalid`.
 */
export function parseJcsProof(json: JsonValue | undefined, place: string): JcsProof {
  if (!isJsonObject(json) || !Object.keys(json).every((name) => members.includes(name))) {
    throw invalid(place)
  }
  const { proofValue: value, ...options } = json
  if (options['type'] !== 'DataIntegrityProof') throw invalid(`${place}/type`)
  if (options['cryptosuite'] !== 'eddsa-jcs-2022') throw invalid(`${place}/cryptosuite`)
  if (options['proofPurpose'] !== 'assertionMethod') throw invalid(`${place}/proofPurpose`)
  if (options['created'] !== undefined) orInvalid(place, () => parseDateTime(options['created']))
  const multikey = multikeyOf(options['verificationMethod'])
  const signature =
    typeof value === 'string' && proofValue.test(value) ? decodeBase58(value.slice(1)) : undefined
  if (multikey === undefined) throw invalid(`${place}/verificationMethod`)
  if (signature === undefined) throw invalid(`${place}/proofValue`)
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
  return verifySignature(
    await keys.keyOf(publicKey),
    await signedData(document, options),
    signature,
  )
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
  if (signer.algorithm !== 'EdDSA') {
    throw new IdentityError('key_type_unsupported', 'The method takes Ed25519 keys alone')
  }
  const multikey = encodeMultikey(signer.publicKey)
  const options = {
    type: 'DataIntegrityProof',
    cryptosuite: 'eddsa-jcs-2022',
    verificationMethod: `did:key:${multikey}#${multikey}`,
    created: formatDateTime(created),
    proofPurpose: 'assertionMethod',
  }
  const signature = await signer.sign(await signedData(document, options))
  return { ...options, proofValue: `z${encodeBase58(signature)}` }
}

/** §3.3.4: the digest of the options before that of the document. */
async function signedData(document: JsonObject, options: JsonObject): Promise<Uint8Array> {
  return concatBytes(
    await sha256(canonicalizeJson(options)),
    await sha256(canonicalizeJson(document)),
  )
}

/** A body and a fragment that differ would be two keys. */
function multikeyOf(method: JsonValue | undefined): string | undefined {
  if (typeof method !== 'string' || method.length > 512) return undefined
  const [, body, fragment] = /^did:key:(z[^#]+)#(.+)$/.exec(method) ?? []
  return body === fragment ? body : undefined
}

function orInvalid<T>(place: string, read: () => T): T {
  try {
    return read()
  } catch {
    throw invalid(place)
  }
}

function invalid(place: string): IdentityError {
  return new IdentityError('did_log_proof_invalid', 'Not a proof that this method takes', { place })
}
