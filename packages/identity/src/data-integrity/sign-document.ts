import {
  type EpochSeconds,
  encodeBase58,
  formatDateTime,
  isJsonObject,
  type JsonObject,
} from '@fidecura/base'
import { IdentityError } from '../errors.ts'
import type { Signer } from '../signer.ts'
import type { Cryptosuite } from './cryptosuite.ts'
import type { ProofPurpose } from './parse-proof.ts'
import { parseSecuredDocument, signedDocument } from './secured-document.ts'

/** Who signs a document, how and what for. */
export interface SignDocumentOptions {
  readonly signer: Signer
  readonly suite: Cryptosuite
  readonly created: EpochSeconds
  /** Default `assertionMethod`. */
  readonly purpose?: ProofPurpose
  /** Exclusive. */
  readonly expires?: EpochSeconds
  /** Whom the proof is for, and in answer to what. */
  readonly domain?: string
  readonly challenge?: string
  /** By which later proofs can name this one. */
  readonly id?: string
  /** Ids of the proofs that this one builds on. */
  readonly previous?: readonly string[]
  readonly signal?: AbortSignal | undefined
}

/**
 * Adds a proof to a document, beside those that it has. Data Integrity 1.0 §4.2, §4.3.
 *
 * @returns The document with its proofs.
 * @throws {@link IdentityError} `key_type_unsupported`: not a key of the suite; `proof_malformed`;
 *   `signer_failed`; those of the suite.
 */
export async function signDocument(
  secured: JsonObject,
  options: SignDocumentOptions,
): Promise<JsonObject> {
  const { signer, suite, previous = [], signal } = options
  if (!suite.algorithms.includes(signer.algorithm)) {
    const wanted = suite.algorithms.join(' or ')
    throw new IdentityError('key_type_unsupported', `The suite takes keys of ${wanted}`)
  }
  const { proof, ...document } = secured
  const proofs = proof === undefined ? [] : parseSecuredDocument(secured).proofs
  const written = writeOptions(document, options)
  const data = await suite.signedData(
    signedDocument(document, proofs, { previous }),
    written,
    signer.algorithm,
  )
  const signature = await signer.sign(data, { signal })
  const added = { ...written, proofValue: `z${encodeBase58(signature)}` }
  const all =
    proof === undefined ? added : [...(isJsonObject(proof) ? [proof] : (proof as [])), added]
  const signed = { ...document, proof: all }
  // What could not be verified must not be handed out.
  parseSecuredDocument(signed)
  return signed
}

function writeOptions(document: JsonObject, options: SignDocumentOptions): JsonObject {
  const { signer, suite, created, expires, domain, challenge, id, previous } = options
  const context = document['@context']
  return {
    ...(context === undefined ? {} : { '@context': context }),
    ...(id === undefined ? {} : { id }),
    type: 'DataIntegrityProof',
    cryptosuite: suite.name,
    verificationMethod: signer.keyId,
    created: formatDateTime(created),
    ...(expires === undefined ? {} : { expires: formatDateTime(expires) }),
    proofPurpose: options.purpose ?? 'assertionMethod',
    ...(domain === undefined ? {} : { domain }),
    ...(challenge === undefined ? {} : { challenge }),
    ...(previous === undefined ? {} : { previousProof: previous }),
  }
}
