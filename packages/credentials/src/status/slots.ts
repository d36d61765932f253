import type { EpochSeconds, Outcome } from '@fidecura/base'
import type { ProvenSigner } from './may-sign.ts'
import type { StatusList } from './status-list.ts'
import type { StatusReadings } from './status-reading.ts'

/** A list whose signature was checked. */
export interface HeldList extends ProvenSigner {
  readonly token: string
  readonly list: StatusList
  readonly fetchedAt: EpochSeconds
  /** When the source was last asked, whatever it had. */
  readonly askedAt: EpochSeconds
  /** After how many renewals of its place. */
  readonly askedFor?: number
  readonly readings: StatusReadings
}

/** One place for each URL. */
export interface Slots {
  get(url: string): HeldList | undefined
  /**
   * Changes nothing if a list made later was admitted before, or told of by a notice.
   *
   * @returns What a refusal is: by a notice alone, nothing is known yet. Undefined: admitted.
   */
  admit(url: string, held: HeldList): Outcome | undefined
  /** What is held, or is on its way, is no longer new enough: nothing made before this is admitted. */
  renew(url: string, issuedAt: EpochSeconds): void
  /** How often that was so; a list that was asked for before is not the one to take. */
  renewals(url: string): number
}

interface Slot {
  held: HeldList | undefined
  /** Outlives the list itself, or making room would let a list be rolled back. */
  newest: EpochSeconds
  /** Of the newest list that was admitted: of another one of its second, this tells which is older. */
  sequence: number | undefined
  /** No list was seen of that date: a notice has told of it. */
  isToldOf: boolean
  usedAt: number
  renewals: number
}

// What is left of a URL whose list was dropped is about 200 bytes. Only a list that may count for the
// issuer of a credential gets a place, and those read often are not the ones to go.
const maxSlots = 65_536

/** @param maxBytes - What lists and their tokens may take together, apart from the last one admitted. */
export function createSlots(maxBytes: number): Slots {
  const slots = new Map<string, Slot>()
  let bytes = 0
  // Counts uses: cheaper than moving an entry at every read.
  let tick = 0

  function drop(slot: Slot): void {
    bytes -= slot.held === undefined ? 0 : weightOf(slot.held)
    slot.held = undefined
  }

  function makeRoom(kept: Slot): void {
    if (bytes <= maxBytes && slots.size <= maxSlots) return
    const oldestFirst = [...slots].sort(([, a], [, b]) => a.usedAt - b.usedAt)
    // Some more than needed, or every list from then on would have to sort them all.
    const size = slots.size > maxSlots ? maxSlots * 0.9 : maxSlots
    for (const [url, slot] of oldestFirst) {
      if (bytes <= maxBytes && slots.size <= size) return
      if (slot === kept) continue
      drop(slot)
      if (slots.size > size) slots.delete(url)
    }
  }

  return {
    get(url) {
      const slot = slots.get(url)
      if (slot === undefined) return undefined
      slot.usedAt = ++tick
      return slot.held
    },
    admit(url, held) {
      const known = slots.get(url)
      if (known !== undefined && isOlder(held.list, known)) {
        return known.isToldOf ? 'unknown' : 'failed'
      }
      const slot = known ?? newSlot(held.list.issuedAt, 0, false)
      if (known === undefined) slots.set(url, slot)
      drop(slot)
      slot.held = held
      slot.newest = held.list.issuedAt
      slot.sequence = held.list.sequence
      slot.isToldOf = false
      slot.usedAt = ++tick
      bytes += weightOf(held)
      makeRoom(slot)
      return undefined
    },
    renew(url, issuedAt) {
      const slot = slots.get(url) ?? newSlot(issuedAt, ++tick, true)
      slots.set(url, slot)
      slot.renewals += 1
      if (issuedAt > slot.newest) {
        slot.newest = issuedAt
        slot.sequence = undefined
        slot.isToldOf = true
      }
      // No age is near this one, so it is asked for anew, and the same bytes need not be read again.
      if (slot.held !== undefined)
        slot.held = { ...slot.held, fetchedAt: Number.NaN as EpochSeconds }
      makeRoom(slot)
    },
    renewals: (url) => slots.get(url)?.renewals ?? 0,
  }
}

function newSlot(newest: EpochSeconds, usedAt: number, isToldOf: boolean): Slot {
  return { held: undefined, newest, sequence: undefined, isToldOf, usedAt, renewals: 0 }
}

/** Whoever counts the changes goes on counting, so of one second a list that does not is no later one. */
function isOlder({ issuedAt, sequence }: StatusList, known: Slot): boolean {
  if (issuedAt !== known.newest) return issuedAt < known.newest
  return known.sequence !== undefined && !(sequence !== undefined && sequence >= known.sequence)
}

function weightOf({ token, list }: HeldList): number {
  return token.length + list.bytes.length
}
