import { equalBytes } from '@fidecura/base'
import { EvidenceError } from '../errors.ts'
import { type Hash, hashBytes, hashChildren } from './hash.ts'

/** Where a leaf is said to be, and in which tree. */
export interface InclusionClaim {
  /** Counted from 0. */
  readonly index: number
  /** Leaves of the tree. */
  readonly size: number
  readonly root: Hash
  readonly leafHash: Hash
  /** From the leaf upwards. */
  readonly proof: readonly Hash[]
}

/**
 * Proves that a leaf is in a tree, at one place of it.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc9162#section-2.1.3.2 | RFC 9162 §2.1.3.2}
 *
 * @throws {@link EvidenceError} `merkle_proof_malformed`, `merkle_inclusion_invalid`.
 */
export async function verifyInclusion(claim: InclusionClaim): Promise<void> {
  const { index, size, root, leafHash, proof } = claim
  assertHashes([root, leafHash, ...assertBounded(proof)])
  if (!isPlace(index, size)) throw invalid()
  let at = index
  let last = size - 1
  let hash = leafHash
  for (const sibling of proof) {
    if (last === 0) throw invalid()
    if (at % 2 === 1 || at === last) {
      hash = await hashChildren(sibling, hash)
      // The right edge of the tree skips levels that have no sibling there.
      while (at % 2 === 0 && at !== 0) {
        at /= 2
        last = Math.floor(last / 2)
      }
    } else {
      hash = await hashChildren(hash, sibling)
    }
    at = Math.floor(at / 2)
    last = Math.floor(last / 2)
  }
  if (last !== 0 || !equalBytes(hash, root)) throw invalid()
}

/** A tree of 2^53 leaves is 53 levels high. */
const maxProofHashes = 64

/** Bounds the work that an attacker can ask for. */
export function assertBounded(proof: readonly Hash[]): readonly Hash[] {
  if (Array.isArray(proof) && proof.length <= maxProofHashes) return proof
  throw new EvidenceError('merkle_proof_malformed', 'Longer than a proof can be')
}

/** Everything that goes into a hash has one length, or two proofs could say one thing. */
export function assertHashes(hashes: readonly Hash[]): void {
  const right = hashes.every((hash) => hash instanceof Uint8Array && hash.length === hashBytes)
  if (!right) throw new EvidenceError('merkle_proof_malformed', 'Not hashes of 32 bytes')
}

function isPlace(index: number, size: number): boolean {
  return Number.isSafeInteger(index) && Number.isSafeInteger(size) && index >= 0 && index < size
}

function invalid(): EvidenceError {
  return new EvidenceError('merkle_inclusion_invalid', 'The leaf is not there')
}
