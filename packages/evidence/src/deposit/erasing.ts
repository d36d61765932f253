import { EvidenceError } from '../errors.ts'
import type { LogCallOptions } from '../log/log.ts'
import { tombstoneOf } from './commitment.ts'
import { decodeDepositEntry, signDepositEntry } from './deposit-entry.ts'
import type { Evidence, EvidenceOptions } from './evidence.ts'
import type { EvidenceId } from './evidence-id.ts'
import type { DepositRecord, KeptDeposit } from './evidence-store.ts'
import { saltOf } from './reading.ts'

type Erasing = Pick<Evidence, 'erase' | 'placeHold' | 'releaseHold' | 'replayErasures'>

export function createErasing({ signer, log, store, clock }: EvidenceOptions): Erasing {
  async function own(id: EvidenceId): Promise<readonly KeptDeposit[]> {
    const versions = await store.versions(id)
    if (versions[0]?.depositor === signer.did) return versions
    throw new EvidenceError('evidence_not_found', 'Nothing that this depositor has')
  }

  async function assertErasable(id: EvidenceId, versions: readonly KeptDeposit[]): Promise<void> {
    if ((await store.hold(id)) !== undefined) {
      throw new EvidenceError('evidence_on_hold', 'A legal hold is on it')
    }
    const now = clock()
    if (versions.some(({ retainUntil }) => retainUntil !== undefined && retainUntil > now)) {
      throw new EvidenceError('evidence_retained', 'The law asks that it be kept for now')
    }
  }

  async function bury(kept: KeptDeposit, { signal }: LogCallOptions): Promise<void> {
    const { id, number } = kept
    const entry = await signDepositEntry(await tombstoneOf(saltOf(kept), kept), { signer, signal })
    const record: DepositRecord = {
      kind: 'tombstone',
      id,
      number,
      depositor: signer.did,
      depositedAt: clock(),
    }
    await log.add(entry, record, { signal })
  }

  return {
    erase: async (id: EvidenceId, call: LogCallOptions = {}) => {
      const versions = await own(id)
      await assertErasable(id, versions)
      const buried = new Set(
        versions.filter(({ kind }) => kind === 'tombstone').map(({ number }) => number),
      )
      const standing = versions.filter(
        ({ kind, number, content }) =>
          kind === 'deposit' && content !== undefined && !buried.has(number),
      )
      // In the log first: what is erased and does not say so, a restored backup would bring back.
      await Promise.all(standing.map((kept) => bury(kept, call)))
      await store.destroy(id)
    },
    placeHold: async (id: EvidenceId, reason: string) => {
      if (!/^[a-z][a-z0-9_]{0,63}$/.test(reason)) {
        throw new EvidenceError('evidence_hold_malformed', 'Not a code')
      }
      await own(id)
      await store.setHold(id, { reason, since: clock() })
    },
    releaseHold: async (id: EvidenceId) => {
      await own(id)
      await store.setHold(id, undefined)
    },
    replayErasures: async (entries: AsyncIterable<Uint8Array>) => {
      const commitments = new Set<string>()
      for await (const entry of entries) {
        const commitment = commitmentIn(entry)
        if (commitment !== undefined) commitments.add(commitment)
      }
      const erased = new Set<EvidenceId>()
      for await (const kept of store.unerased()) {
        if (commitments.has(await tombstoneOf(saltOf(kept), kept))) erased.add(kept.id)
      }
      for (const id of erased) await store.destroy(id)
      return erased.size
    },
  }
}

/** A log may hold entries of other kinds. */
function commitmentIn(entry: Uint8Array): string | undefined {
  try {
    return decodeDepositEntry(entry).commitment
  } catch {
    return undefined
  }
}
