import { equalBytes } from '@fidecura/base'
import { EvidenceError } from '../errors.ts'
import { emptyRoot, type Hash, hashChildren } from './hash.ts'
import { assertBounded, assertHashes } from './verify-inclusion.ts'

/** How many leaves a tree has, and its root hash. */
export interface TreeHead {
  readonly size: number
  readonly root: Hash
}

/**
 * Proves that a tree only grew: its first leaves are those of the older one.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc9162#section-2.1.4.2 | RFC 9162 §2.1.4.2}
 *
 * @throws {@link EvidenceError} `merkle_proof_malformed`, `merkle_consistency_invalid`.
 */
export async function verifyConsistency(
  older: TreeHead,
  newer: TreeHead,
  proof: readonly Hash[],
): Promise<void> {
  assertHashes([older.root, newer.root, ...assertBounded(proof)])
  const sizes = [older.size, newer.size]
  if (!sizes.every((size) => Number.isSafeInteger(size) && size >= 0)) throw invalid()
  if (older.size > newer.size) throw invalid()
  if (older.size === 0 || older.size === newer.size) return trivial(older, newer, proof)
  const [first, ...rest] = isPowerOfTwo(older.size) ? [older.root, ...proof] : proof
  if (first === undefined) throw invalid()
  let { at, last } = withoutFullTrees(older.size - 1, newer.size - 1)
  let [old, now] = [first, first]
  for (const sibling of rest) {
    if (last === 0) throw invalid()
    if (at % 2 === 1 || at === last) {
      old = await hashChildren(sibling, old)
      now = await hashChildren(sibling, now)
      while (at % 2 === 0 && at !== 0) {
        at /= 2
        last = Math.floor(last / 2)
      }
    } else {
      now = await hashChildren(now, sibling)
    }
    at = Math.floor(at / 2)
    last = Math.floor(last / 2)
  }
  if (last !== 0 || !equalBytes(old, older.root) || !equalBytes(now, newer.root)) throw invalid()
}

/** Every tree begins with no leaves; and a tree of the same size is the same tree. */
async function trivial(older: TreeHead, newer: TreeHead, proof: readonly Hash[]): Promise<void> {
  if (proof.length > 0) throw invalid()
  const root = older.size === 0 ? await emptyRoot() : newer.root
  if (!equalBytes(older.root, root)) throw invalid()
  if (newer.size === 0 && !equalBytes(newer.root, root)) throw invalid()
}

/** Up to the largest whole tree at the right edge of the older one, whose hash the proof starts with. */
function withoutFullTrees(at: number, last: number): { at: number; last: number } {
  while (at % 2 === 1) {
    at = Math.floor(at / 2)
    last = Math.floor(last / 2)
  }
  return { at, last }
}

function isPowerOfTwo(size: number): boolean {
  while (size % 2 === 0) size /= 2
  return size === 1
}

function invalid(): EvidenceError {
  return new EvidenceError('merkle_consistency_invalid', 'Not a beginning of the larger tree')
}
