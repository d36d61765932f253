import { EvidenceError, type Hash, type TreeHead, verifyConsistency } from '@fidecura/evidence'
import type { Anchor } from './anchor-reader.ts'
import { ChainError } from './errors.ts'

/**
 * Proves that what a log shows goes together with what a chain has of it: then nobody, its witnesses
 * included, could show another history of what is anchored.
 *
 * @param anchor - As a reader gave it.
 * @param shown - A checkpoint that was verified.
 * @param proof - From the smaller of the two trees to the larger one; of two of one size, none.
 * @throws {@link ChainError} `anchor_behind` (unknown): the chain has nothing of the log;
 *   `anchor_mismatch`. EvidenceError `merkle_proof_malformed`.
 */
export async function assertAnchored(
  anchor: Anchor,
  shown: TreeHead,
  proof: readonly Hash[],
): Promise<void> {
  if (anchor.size === 0) {
    throw new ChainError('anchor_behind', 'Not anchored yet', { outcome: 'unknown' })
  }
  const [older, newer] = anchor.size <= shown.size ? [anchor, shown] : [shown, anchor]
  try {
    await verifyConsistency(older, newer, proof)
  } catch (error) {
    // A proof of no use says nothing about the chain.
    const isOther = EvidenceError.is(error) && error.code === 'merkle_consistency_invalid'
    if (!isOther) throw error
    throw new ChainError('anchor_mismatch', 'The chain has another history of the log')
  }
}
