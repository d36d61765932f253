import type { Did } from '@fidecura/identity'
import type { Leaf } from '../log/log-store.ts'
import { createMemoryLogStore } from '../log/memory-log-store.ts'
import type { Tile } from '../log/tree-edge.ts'
import {
  alreadyErased,
  idOnHold,
  keyReused,
  versionConflict,
} from '../store-kit/store-conflicts.ts'
import type { EvidenceId } from './evidence-id.ts'
import type {
  AccessEvent,
  DepositRecord,
  EvidenceStore,
  KeptDeposit,
  LegalHold,
} from './evidence-store.ts'

/** For demonstrations and tests: forgets everything with the process. */
export function createMemoryEvidenceStore(): EvidenceStore {
  const logs = createMemoryLogStore<DepositRecord>()
  const deposits = new Map<EvidenceId, KeptDeposit[]>()
  const keys = new Map<string, Pick<KeptDeposit, 'id' | 'origin' | 'index'>>()
  const holds = new Map<EvidenceId, readonly LegalHold[]>()
  const events: AccessEvent[] = []

  const holdsOn = (id: EvidenceId): readonly LegalHold[] => holds.get(id) ?? []
  const assertFree = (id: EvidenceId): void => {
    if (holdsOn(id).length > 0) throw idOnHold()
  }
  const assertStanding = (id: EvidenceId): void => {
    if (deposits.get(id)?.some(({ kind }) => kind === 'tombstone') === true) throw alreadyErased()
  }

  /** Before anything is written, for a batch is taken in whole or not at all. */
  const assertNew = (leaves: readonly Leaf<DepositRecord>[]): void => {
    const numbers = new Set<string>()
    const used = new Set<string>()
    for (const { record } of leaves) {
      const { kind, id, number, depositor, idempotencyKey } = record
      const isKnown = deposits.get(id)?.some((d) => d.kind === kind && d.number === number)
      const name = `${kind} ${id} ${number}`
      if (isKnown === true || numbers.has(name)) throw versionConflict()
      if (kind === 'tombstone') assertFree(id)
      else if (number > 1) assertStanding(id)
      numbers.add(name)
      const key = idempotencyKey === undefined ? undefined : keyName(depositor, idempotencyKey)
      if (key !== undefined && (keys.has(key) || used.has(key))) throw keyReused()
      if (key !== undefined) used.add(key)
    }
  }

  return Object.freeze({
    ...logs,
    append: async (
      origin: string,
      size: number,
      leaves: readonly Leaf<DepositRecord>[],
      tiles: readonly Tile[],
    ) => {
      assertNew(leaves)
      await logs.append(origin, size, leaves, tiles)
      for (const [at, { entry, record }] of leaves.entries()) {
        const kept = { ...record, origin, index: size + at, entry }
        deposits.set(record.id, [...(deposits.get(record.id) ?? []), kept])
        const { depositor, idempotencyKey } = record
        const { id, index } = kept
        // No more than where it is: what is erased must not live on here.
        if (idempotencyKey !== undefined) {
          keys.set(keyName(depositor, idempotencyKey), { id, origin, index })
        }
      }
    },
    versions: async (id: EvidenceId) =>
      [...(deposits.get(id) ?? [])].sort((a, b) => a.number - b.number),
    findKey: async (depositor: Did, key: string) => {
      const place = keys.get(keyName(depositor, key))
      const isIt = (each: KeptDeposit): boolean =>
        each.origin === place?.origin && each.index === place.index
      return place && deposits.get(place.id)?.find(isIt)
    },
    destroy: async (id: EvidenceId, numbers: readonly number[]) => {
      assertFree(id)
      const gone = { content: undefined, subject: undefined }
      const kept = deposits.get(id) ?? []
      deposits.set(
        id,
        kept.map((each) => (numbers.includes(each.number) ? { ...each, ...gone } : each)),
      )
    },
    async *unerased() {
      for (const kept of [...deposits.values()].flat()) if (kept.content !== undefined) yield kept
    },
    holds: async (id: EvidenceId) => holdsOn(id),
    placeHold: async (id: EvidenceId, hold: LegalHold) => {
      assertStanding(id)
      const isThere = holdsOn(id).some(({ reason }) => reason === hold.reason)
      if (!isThere) holds.set(id, [...holdsOn(id), hold])
    },
    releaseHold: async (id: EvidenceId, reason: string) => {
      const before = holdsOn(id)
      const left = before.filter((hold) => hold.reason !== reason)
      holds.set(id, left)
      return left.length < before.length
    },
    recordAccess: async (event: AccessEvent) => {
      events.push(event)
    },
    accesses: async (id: EvidenceId) => events.filter((event) => event.id === id),
  })
}

function keyName(depositor: Did, key: string): string {
  return `${depositor} ${key}`
}
