import { CodedError } from '@fidecura/base'
import { sha256 } from '@fidecura/identity'
import { EvidenceError } from '../errors.ts'
import { leafInput } from '../merkle/hash.ts'
import type { TreeHead } from '../merkle/verify-consistency.ts'
import { maxEntryBytes } from '../tiles/entry-bundle.ts'
import type { Leaf, LogStore } from './log-store.ts'
import { growTree, type TreeEdge } from './tree-edge.ts'

/** Gives entries their places, many at a time. */
export interface Sequencer<R> {
  /** @returns The index of the entry, once it is durable. */
  append(entry: Uint8Array, record: R): Promise<number>
  /** Of what is durable. */
  head(): TreeHead
  /** Once nothing is under way. */
  idle(): Promise<void>
}

export interface SequencerOptions<R> {
  readonly origin: string
  readonly store: LogStore<R>
  readonly maxBatch: number
  readonly maxWaiting: number
  /** The edge as the store has it. */
  readonly open: () => Promise<TreeEdge>
  /** After each step. */
  readonly onGrown: () => void
}

interface Waiting<R> extends Leaf<R> {
  /** What the hash is made of: `entry` is the end of it. */
  readonly input: Uint8Array
  readonly resolve: (index: number) => void
  readonly reject: (error: unknown) => void
}

// Each means that another process appended in between, so somebody gets on.
const maxConflicts = 8

// Of about a millisecond each.
const maxTurns = 8

// As many make a step worth its price: whoever comes later is made ready while these are written.
const enough = 256

/** Whoever waits while one step is under way goes into the next one together. */
export async function createSequencer<R>(options: SequencerOptions<R>): Promise<Sequencer<R>> {
  const { origin, store, maxBatch, maxWaiting, open, onGrown } = options
  const waiting: Waiting<R>[] = []
  let edge = await open()
  let working: Promise<void> | undefined

  async function step(leaves: readonly Waiting<R>[]): Promise<void> {
    const hashes = await Promise.all(leaves.map(({ input }) => sha256(input)))
    for (let conflicts = 0; ; conflicts++) {
      const grown = await growTree(edge, hashes)
      try {
        await store.append(origin, edge.size, leaves, grown.tiles)
      } catch (error) {
        // What was tried may be there all the same, so nothing goes on from a tree that only we know.
        edge = await open()
        if (EvidenceError.is(error) && error.code === 'log_conflict' && conflicts < maxConflicts)
          continue
        throw error
      }
      const first = edge.size
      edge = grown.edge
      for (const [at, { resolve }] of leaves.entries()) resolve(first + at)
      return
    }
  }

  /** One leaf that the store refuses for good must not take those beside it along. */
  async function settle(leaves: readonly Waiting<R>[]): Promise<void> {
    try {
      await step(leaves)
    } catch (error) {
      const isRefused = CodedError.is(error) && error.outcome === 'failed'
      if (!isRefused || leaves.length === 1) {
        for (const { reject } of leaves) reject(error)
        return
      }
      const middle = leaves.length >> 1
      await settle(leaves.slice(0, middle))
      await settle(leaves.slice(middle))
    }
  }

  /**
   * Lets those come along who are on their way, as long as they come: a step costs little more for many,
   * and a store that holds the thread up for its disk would find one of them each time.
   */
  async function gather(): Promise<void> {
    let seen = 0
    for (let turn = 0; turn < maxTurns; turn++) {
      if (waiting.length === seen || waiting.length >= Math.min(enough, maxBatch)) return
      seen = waiting.length
      await new Promise((resolve) => setTimeout(resolve, 0))
    }
  }

  async function work(): Promise<void> {
    while (waiting.length > 0) {
      await gather()
      await settle(waiting.splice(0, maxBatch))
      onGrown()
    }
    working = undefined
  }

  return Object.freeze({
    append: (entry: Uint8Array, record: R) => {
      if (entry.length > maxEntryBytes) {
        return Promise.reject(new EvidenceError('entry_too_large', 'More than 65,535 bytes'))
      }
      if (waiting.length >= maxWaiting) {
        const busy = new EvidenceError('log_busy', 'Too many wait', { outcome: 'unknown' })
        return Promise.reject(busy)
      }
      // A copy, for the caller may go on writing into what it passed.
      const input = leafInput(entry)
      return new Promise<number>((resolve, reject) => {
        waiting.push({ entry: input.subarray(1), input, record, resolve, reject })
        working ??= work()
      })
    },
    head: () => edge,
    idle: async () => {
      while (working !== undefined) await working
    },
  })
}
