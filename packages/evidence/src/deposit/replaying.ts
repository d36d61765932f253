import { CodedError, type EpochSeconds } from '@fidecura/base'
import { EvidenceError } from '../errors.ts'
import { tombstoneOf } from './commitment.ts'
import { decodeDepositEntry, verifyDepositEntry } from './deposit-entry.ts'
import type { Evidence, EvidenceOptions, ReplayedErasures, ReplayOptions } from './evidence.ts'
import type { EvidenceId } from './evidence-id.ts'
import type { KeptDeposit } from './evidence-store.ts'
import { saltOf } from './reading.ts'

/** What is there again, and must have been erased if its tombstone is in a log. */
type Standing = Pick<KeptDeposit, 'id' | 'number' | 'depositedAt' | 'retainUntil'>

export function createReplaying({
  signer,
  store,
  clock,
}: EvidenceOptions): Pick<Evidence, 'replayErasures'> {
  /** By the commitments of the tombstones that they would have. */
  async function standing(): Promise<ReadonlyMap<string, Standing>> {
    const found = new Map<string, Standing>()
    for await (const kept of store.unerased()) {
      if (kept.depositor !== signer.did) continue
      const { id, number, depositedAt, retainUntil } = kept
      found.set(await tombstoneOf(saltOf(kept), kept), { id, number, depositedAt, retainUntil })
    }
    return found
  }

  /** Whoever has a proof file has the salt, and makes the same commitment: only its depositor signs it. */
  async function isByDepositor(
    entry: Uint8Array,
    { depositedAt }: Standing,
    { resolve, signal }: ReplayOptions,
  ): Promise<boolean> {
    const now = clock()
    if (decodeDepositEntry(entry).depositor !== signer.did) return false
    // Signed at some instant in between, perhaps by a key that was exchanged since.
    for (const at of new Set<EpochSeconds>([now, depositedAt])) {
      try {
        await verifyDepositEntry(entry, { resolve, at, now, signal })
        return true
      } catch (error) {
        if (!CodedError.is(error) || error.outcome === 'unknown') throw error
      }
    }
    return false
  }

  /** @returns Whether it is gone: under a hold it stays. */
  async function destroy(id: EvidenceId, numbers: readonly number[]): Promise<boolean> {
    try {
      await store.destroy(id, numbers)
      return true
    } catch (error) {
      if (EvidenceError.is(error) && error.code === 'evidence_on_hold') return false
      throw error
    }
  }

  return {
    replayErasures: async (entries: AsyncIterable<Uint8Array>, options: ReplayOptions) => {
      const expected = await standing()
      const seen = new Set<EvidenceId>()
      const proven = new Map<EvidenceId, number[]>()
      for await (const entry of entries) {
        const kept = expected.get(commitmentIn(entry))
        if (kept === undefined) continue
        const { id, number, retainUntil } = kept
        seen.add(id)
        const isRetained = retainUntil !== undefined && retainUntil > clock()
        if (isRetained || !(await isByDepositor(entry, kept, options))) continue
        proven.set(id, [...(proven.get(id) ?? []), number])
      }
      let erased = 0
      for (const [id, numbers] of proven) if (await destroy(id, numbers)) erased++
      return Object.freeze<ReplayedErasures>({ erased, left: seen.size - erased })
    },
  }
}

/** A log may hold entries of other kinds. */
function commitmentIn(entry: Uint8Array): string {
  try {
    return decodeDepositEntry(entry).commitment
  } catch {
    return ''
  }
}
