import { EvidenceError, type Hash, type TreeHead, verifyConsistency } from '@fidecura/evidence'
import type { Anchor } from './anchor-reader.ts'
import { ChainError } from './errors.ts'

/** What is held to the chain. */
export interface AssertAnchoredOptions {
  /** The place of an entry in the log, which the anchor must cover: what came later could still be any other. */
  readonly index: number
  /** From the smaller of the two trees to the larger one; of two of one size, none. */
  readonly proof: readonly Hash[]
}

/**
 * Proves that what a log shows goes together with what a chain has of it, up to an entry: then nobody, its
 * witnesses included, could show another history of that.
 *
 * @param anchor - As a reader gave it.
 * @param shown - A checkpoint that was verified.
 * @throws {@link ChainError} `anchor_behind` (unknown): the chain has nothing of the log, or not as far;
 *   `anchor_mismatch`. EvidenceError `merkle_proof_malformed`.
 */
export async function assertAnchored(
  anchor: Anchor,
  shown: TreeHead,
  { index, proof }: AssertAnchoredOptions,
): Promise<void> {
  // Written to need truth: a NaN fails every comparison.
  const isCovered = index >= 0 && index < anchor.size && index < shown.size
  if (!isCovered) {
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
