import { isJsonObject, type JsonObject, type JsonValue } from '@fidecura/base'
import { IdentityError } from '../errors.ts'
import { isSignature, type VerificationKey } from '../verification-key.ts'
import type { Cryptosuite } from './cryptosuite.ts'
import { type DataIntegrityProof, parseProof } from './parse-proof.ts'

/** A document, and the proofs that stand beside it. */
export interface SecuredDocument {
  /** Without `proof`. */
  readonly document: JsonObject
  /** At least one; all must hold. */
  readonly proofs: readonly DataIntegrityProof[]
}

// Each costs the canonical form of the whole document.
const maxProofs = 8

/**
 * Takes a document and its proofs apart. Data Integrity 1.0 §2.1.
 *
 * @throws {@link IdentityError} `proof_malformed`: none, more than 8, two of one id, or one that
 *   builds on a proof that is not there or comes after it.
 */
export function parseSecuredDocument(json: JsonObject): SecuredDocument {
  const { proof, ...document } = json
  const list: readonly JsonValue[] = isJsonObject(proof)
    ? [proof]
    : Array.isArray(proof)
      ? proof
      : []
  if (list.length === 0 || list.length > maxProofs) throw malformed('/proof')
  const place = (index: number): string => (isJsonObject(proof) ? '/proof' : `/proof/${index}`)
  const proofs: DataIntegrityProof[] = []
  for (const one of list) {
    const parsed = parseProof(one, place(proofs.length))
    const { id, previous } = parsed
    // Only on earlier ones, so that there are no circles.
    const known = previous.every((name) => proofs.some((earlier) => earlier.id === name))
    if (!known || (id !== undefined && proofs.some((other) => other.id === id))) {
      throw malformed(place(proofs.length))
    }
    proofs.push(parsed)
  }
  return { document, proofs }
}

/**
 * Proves that a key signed a document by one proof of it, and nothing else. To the caller is left whose key
 * it is (`verificationMethod`), for what the proof was made (`proofPurpose`, and what the DID document lists
 * the key for), its `domain` and `challenge`, whether it has begun and ended (`created`, `expires`), and the
 * other proofs, each of which must hold. For credentials and presentations `createVerifier` does all of it.
 *
 * @throws {@link IdentityError} `proof_suite_unsupported`, `proof_invalid`; those of the suite.
 */
export async function verifyProofSignature(
  { document, proofs }: SecuredDocument,
  proof: DataIntegrityProof,
  { key, suites }: { readonly key: VerificationKey; readonly suites: readonly Cryptosuite[] },
): Promise<void> {
  const suite = suites.find(({ name }) => name === proof.cryptosuite)
  if (suite === undefined) {
    throw new IdentityError('proof_suite_unsupported', 'Not a suite that was named')
  }
  if (!suite.algorithms.includes(key.algorithm)) throw invalid()
  const { options, signature } = proof
  const data = await suite.signedData(
    signedDocument(document, proofs, proof),
    options,
    key.algorithm,
  )
  if (!(await isSignature(key, data, signature))) throw invalid()
}

/** With the proofs that this one builds on. Data Integrity 1.0 §4.5. */
export function signedDocument(
  document: JsonObject,
  proofs: readonly DataIntegrityProof[],
  { previous }: Pick<DataIntegrityProof, 'previous'>,
): JsonObject {
  if (previous.length === 0) return document
  const earlier = proofs.filter(({ id }) => id !== undefined && previous.includes(id))
  return { ...document, proof: earlier.map(({ json }) => json) }
}

function malformed(place: string): IdentityError {
  return new IdentityError('proof_malformed', 'Not proofs that are understood', { place })
}

function invalid(): IdentityError {
  return new IdentityError('proof_invalid', 'The key did not sign this document')
}
