import { EvidenceError } from '../errors.ts'
import type { LogCallOptions } from '../log/log.ts'
import { idOnHold } from '../store-kit/store-conflicts.ts'
import { tombstoneOf } from './commitment.ts'
import { signDepositEntry } from './deposit-entry.ts'
import type { Evidence, EvidenceOptions } from './evidence.ts'
import type { EvidenceId } from './evidence-id.ts'
import type { DepositRecord, KeptDeposit } from './evidence-store.ts'
import { logsByOrigin } from './log-of.ts'
import { saltOf } from './reading.ts'

type Erasing = Pick<Evidence, 'erase' | 'placeHold' | 'releaseHold'>

export function createErasing(options: EvidenceOptions): Erasing {
  const { signer, log, store, clock } = options
  const logOf = logsByOrigin(options)

  async function own(id: EvidenceId): Promise<readonly KeptDeposit[]> {
    const versions = await store.versions(id)
    if (versions[0]?.depositor === signer.did) return versions
    throw notFound()
  }

  async function assertErasable(id: EvidenceId, versions: readonly KeptDeposit[]): Promise<void> {
    if ((await store.holds(id)).length > 0) throw idOnHold()
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

  async function erase(id: EvidenceId, call: LogCallOptions): Promise<void> {
    const versions = await own(id)
    await assertErasable(id, versions)
    const tombstones = new Map(
      versions.filter(({ kind }) => kind === 'tombstone').map((each) => [each.number, each]),
    )
    const standing = versions.filter(hasContent)
    // In the log first: what is erased and does not say so, a restored backup would bring back.
    await Promise.all(
      standing.map(async (kept) => {
        const before = tombstones.get(kept.number)
        if (before === undefined) await bury(kept, call)
        else await logOf(before.origin).covered(before.index, call)
      }),
    )
    await store.destroy(id, [...tombstones.keys(), ...standing.map(({ number }) => number)])
    // A version that came in between has no tombstone, and nobody has asked yet whether it must be kept.
    if ((await own(id)).some(hasContent)) await erase(id, call)
  }

  return {
    erase: (id: EvidenceId, call: LogCallOptions = {}) => erase(id, call),
    placeHold: async (id: EvidenceId, reason: string) => {
      assertReason(reason)
      await own(id)
      await store.placeHold(id, { reason, since: clock() })
    },
    releaseHold: async (id: EvidenceId, reason: string) => {
      assertReason(reason)
      await own(id)
      if (!(await store.releaseHold(id, reason))) throw notFound()
    },
  }
}

function hasContent({ kind, content }: KeptDeposit): boolean {
  return kind === 'deposit' && content !== undefined
}

function assertReason(reason: string): void {
  if (typeof reason === 'string' && /^[a-z][a-z0-9_]{0,63}$/.test(reason)) return
  throw new EvidenceError('evidence_hold_malformed', 'Not a code')
}

function notFound(): EvidenceError {
  return new EvidenceError('evidence_not_found', 'Nothing that this depositor has')
}
