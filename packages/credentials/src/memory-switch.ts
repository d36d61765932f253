import { epochSeconds } from '@fidecura/base'
import { CredentialError } from './errors.ts'
import { wantedLabels } from './issued-labels.ts'
import type { IssuedCredential, IssuedStatusChange, NewIssuedStatusChange } from './issued-store.ts'
import { isStatusNews } from './status/status-news.ts'
import { createDecoyCount } from './switch/decoy-count.ts'
import {
  type IssuedLabel,
  isSameSwitchAct,
  type NewSwitchAct,
  type SelectedCredential,
  type SwitchAct,
  type SwitchSelection,
  type SwitchStore,
} from './switch-act.ts'

/** What the memory of an issuer lets its switch see and do. */
export interface SwitchMemory {
  credentials(): Iterable<IssuedCredential>
  labels(credential: IssuedCredential): readonly IssuedLabel[] | undefined
  label(issuer: string, id: string, labels: readonly IssuedLabel[]): void
  /** The last change of an entry; absent, if nothing was ever decided about it. */
  lastOf(list: string, index: number): IssuedStatusChange | undefined
  /** Throws before anything has changed. */
  assertTellable(list: string, change: NewIssuedStatusChange, clock: () => number): void
  write(list: string, change: NewIssuedStatusChange, clock: () => number): void
  /** An index that no credential gets; undefined where none is left. */
  drawDecoy(list: string): number | undefined
  random(below: number): number
}

/** The switch, and what it must hear of changes that were made one by one. */
export interface MemorySwitch extends SwitchStore {
  release(list: string, index: number): void
}

interface KeptAct {
  act: SwitchAct
  /** Entries that are suspended on account of this act, as JSON of list and index. */
  readonly held: Set<string>
  readonly decoys: ReadonlySet<string>
}

export function createMemorySwitch(memory: SwitchMemory): MemorySwitch {
  const kept: KeptAct[] = []
  const keyOf = (list: string, index: number): string => JSON.stringify([list, index])
  const isHeld = (key: string): boolean => kept.some(({ held }) => held.has(key))

  function* selected(issuer: string, selection: SwitchSelection): Generator<SelectedCredential> {
    const wanted = wantedLabels(selection)
    for (const credential of memory.credentials()) {
      const { id, type, status } = credential
      if (credential.issuer !== issuer || status === undefined) continue
      if (selection.id !== undefined && selection.id !== id) continue
      if (selection.type !== undefined && selection.type !== type) continue
      const labels = memory.labels(credential) ?? []
      const fits = wanted.every(({ kind, value }) =>
        labels.some((label) => label.kind === kind && label.value === value),
      )
      if (!fits) continue
      const { list, index } = status
      yield Object.freeze({
        id,
        type,
        list,
        index,
        value: memory.lastOf(list, index)?.value ?? 'valid',
      })
    }
  }

  const release = (list: string, index: number): void => {
    for (const { held } of kept) held.delete(keyOf(list, index))
  }

  return {
    release,
    async select(issuer, selection, { after, limit }) {
      return [...selected(issuer, selection)]
        .filter(({ id }) => after === undefined || id > after)
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .slice(0, limit)
    },
    async act(order, { clock: ticking, expected, decoys = 0, onProgress }) {
      const known = kept.find(({ act }) => act.issuer === order.issuer && act.id === order.id)
      if (known !== undefined) {
        if (isSameSwitchAct(known.act, order)) return known.act
        throw new CredentialError('issued_conflict', 'This id stands for another act')
      }
      const now = ticking()
      const clock = (): number => now
      const meant = [...selected(order.issuer, order.selection)]
      if (expected !== undefined && expected !== meant.length) throw countChanged()
      const value = order.kind === 'suspend' ? 'suspended' : 'revoked'
      // A second reason to suspend is written down, too: it may forbid what the first one leaves open.
      const changing = meant.filter(
        ({ list, index, value: before }) =>
          (before !== 'revoked' || value === 'revoked') &&
          isStatusNews({ ...order, value }, memory.lastOf(list, index)),
      )
      const changeOf = (index: number): NewIssuedStatusChange => ({ index, value, ...why(order) })
      for (const { list, index } of changing) memory.assertTellable(list, changeOf(index), clock)
      const held = new Set<string>()
      if (order.kind === 'suspend') {
        for (const { list, index, value: before } of meant) {
          const key = keyOf(list, index)
          if (before === 'valid' || (before === 'suspended' && isHeld(key))) held.add(key)
        }
      }
      onProgress?.({ matched: meant.length, changed: changing.length })
      for (const { list, index } of changing) {
        memory.write(list, changeOf(index), clock)
        if (order.kind === 'revoke') release(list, index)
      }
      const decoyed = new Set<string>()
      const countOf = createDecoyCount(decoys, memory.random)
      for (const [list, count] of countByList(changing)) {
        for (let n = countOf(list, count); n > 0; n--) {
          const index = memory.drawDecoy(list)
          if (index === undefined) break
          memory.write(list, changeOf(index), clock)
          decoyed.add(keyOf(list, index))
          if (order.kind === 'suspend') held.add(keyOf(list, index))
        }
      }
      const act = Object.freeze({
        ...order,
        at: epochSeconds(Math.floor(clock())),
        matched: meant.length,
        changed: changing.length,
        lists: [...new Set(changing.map(({ list }) => list))].sort(),
      })
      kept.push({ act, held, decoys: decoyed })
      return act
    },
    async undo(issuer, id, { clock }) {
      const found = kept.find(({ act }) => act.issuer === issuer && act.id === id)
      if (found === undefined) throw notFound()
      if (found.act.kind === 'revoke') throw notUndoable()
      if (found.act.undone !== undefined) return found.act
      const mine = [...found.held]
      found.held.clear()
      const free = mine.filter((key) => !isHeld(key))
      for (const key of free) {
        const [list, index] = JSON.parse(key) as [string, number]
        memory.write(list, { index, value: 'valid' }, clock)
      }
      const own = free.filter((key) => !found.decoys.has(key))
      const undone = { at: epochSeconds(Math.floor(clock())), reinstated: own.length }
      found.act = Object.freeze({ ...found.act, undone })
      return found.act
    },
    acts: async (issuer, limit) =>
      kept
        .map(({ act }) => act)
        .filter((act) => act.issuer === issuer)
        .reverse()
        .slice(0, limit),
    async unlabelled(issuer, limit) {
      return [...memory.credentials()]
        .filter((each) => each.issuer === issuer && memory.labels(each) === undefined)
        .slice(0, limit)
        .map(({ id, token }) => ({ id, token }))
    },
    label: async (issuer, id, labels) => memory.label(issuer, id, labels),
  }
}

function why({
  reason,
  invalidFrom,
}: NewSwitchAct): Omit<NewIssuedStatusChange, 'index' | 'value'> {
  return {
    ...(reason === undefined ? {} : { reason }),
    ...(invalidFrom === undefined ? {} : { invalidFrom }),
  }
}

function countByList(entries: readonly { readonly list: string }[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { list } of entries) counts.set(list, (counts.get(list) ?? 0) + 1)
  return counts
}

function countChanged(): CredentialError {
  return new CredentialError('switch_count_changed', 'Not as many as were expected')
}

function notFound(): CredentialError {
  return new CredentialError('switch_not_found', 'No act of this id')
}

function notUndoable(): CredentialError {
  return new CredentialError('switch_not_undoable', 'A revocation is final')
}
