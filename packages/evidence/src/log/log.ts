import { abortedError, untilAborted } from '@fidecura/base'
import type { Signer } from '@fidecura/identity'
import { EvidenceError } from '../errors.ts'
import { type TreeHead, verifyConsistency } from '../merkle/verify-consistency.ts'
import { parseCheckpoint } from '../note/checkpoint.ts'
import { noteKeyOf } from '../note/note-key.ts'
import { parseNote } from '../note/signed-note.ts'
import type { TileId } from '../tiles/tile-path.ts'
import type { LogStore } from './log-store.ts'
import { type Cosigners, createPublisher, type PublishedCheckpoint } from './publisher.ts'
import { createSequencer } from './sequencer.ts'
import { edgeOf } from './tree-edge.ts'
import { createTreeProofs, type TreeProofs } from './tree-proofs.ts'

/** As whom a log signs, and where it is kept. */
export interface LogOptions<R> {
  /** Names the log for good, such as `log.hospital.example/2026`: one for each tenant and year. */
  readonly origin: string
  readonly store: LogStore<R>
  /** Of an Ed25519 key that signs the checkpoints of this log and nothing else. */
  readonly signer: Signer
  /** `nobody`: for demonstrations. Nothing then keeps the log from showing two histories. */
  readonly cosigners: Cosigners | 'nobody'
  /** Entries that are made durable in one step. Default: 512. */
  readonly maxBatch?: number
  /** Entries that may wait; more are refused. Default: 16,384. */
  readonly maxWaiting?: number
}

/** What one call may be told. */
export interface LogCallOptions {
  readonly signal?: AbortSignal | undefined
}

/** Where an entry is, and a checkpoint that covers it. */
export interface Included {
  /** From 0. */
  readonly index: number
  readonly checkpoint: PublishedCheckpoint
}

/** A log that only grows. Another process that appends to it is noticed, and both get on. */
export interface Log<R> {
  readonly origin: string
  /**
   * Takes an entry in.
   *
   * @param record - Kept in the same step.
   * @returns Once it is durable, and covered by a checkpoint that enough witnesses signed.
   * @throws {@link EvidenceError} `entry_too_large`; `log_busy` (unknown): too many wait already;
   *   `log_full`; `log_closed`. With `witness_quorum_missing` (unknown) and `aborted` (unknown) the
   *   entry may be in the log all the same. What the store throws.
   */
  add(entry: Uint8Array, record: R, options?: LogCallOptions): Promise<Included>
  /** Waits until a checkpoint covers an entry that is durable. @throws As `add`. */
  covered(index: number, options?: LogCallOptions): Promise<PublishedCheckpoint>
  /** The newest checkpoint, or `undefined` before the first. */
  published(): PublishedCheckpoint | undefined
  /** From the tiles of this log. */
  readonly proofs: TreeProofs
  /** Takes in nothing more, and returns once nothing is under way. */
  close(): Promise<void>
}

/**
 * Opens a log, and begins to publish what a process that was stopped left without a checkpoint.
 *
 * @throws {@link EvidenceError} `note_key_malformed`: not a key of Ed25519, or no name; `log_rolled_back`:
 *   the entries are not those that its newest checkpoint covers; what the store throws.
 */
export async function openLog<R>(options: LogOptions<R>): Promise<Log<R>> {
  const { origin, store, signer, cosigners, maxBatch = 512, maxWaiting = 16_384 } = options
  await noteKeyOf(origin, 'log', signer.publicKey)
  const readTile = async (tile: TileId): Promise<Uint8Array> => {
    const hashes = await store.readTile(origin, tile)
    if (hashes === undefined) throw new EvidenceError('tile_malformed', 'Lacks a tile')
    return hashes
  }
  const proofs = createTreeProofs({ readTile })
  const state = await store.state(origin)
  const shown = state.checkpoint === undefined ? undefined : headOf(state.checkpoint)
  const sequencer = await createSequencer({
    origin,
    store,
    maxBatch,
    maxWaiting,
    open: async () => edgeOf((await store.state(origin)).size, readTile),
    onGrown: () => publisher.wake(),
  })
  const { head } = sequencer
  if (shown !== undefined) await assertGoesOn(shown, head(), proofs)
  const published = shown && Object.freeze({ text: state.checkpoint as string, size: shown.size })
  const publisher = createPublisher({ origin, store, signer, cosigners, proofs, published, head })
  let isClosed = false
  publisher.wake()

  const assertOpen = (): void => {
    if (isClosed) throw new EvidenceError('log_closed', 'Closed by its owner')
  }
  return Object.freeze({
    origin,
    add: async (entry: Uint8Array, record: R, { signal }: LogCallOptions = {}) => {
      assertOpen()
      // Once it is handed on, nobody can take it back.
      if (signal?.aborted === true) throw abortedError()
      const index = await untilAborted(sequencer.append(entry, record), signal)
      return Object.freeze({ index, checkpoint: await publisher.covered(index, signal) })
    },
    covered: async (index: number, { signal }: LogCallOptions = {}) => {
      assertOpen()
      return publisher.covered(index, signal)
    },
    published: publisher.published,
    proofs,
    close: async () => {
      isClosed = true
      await sequencer.idle()
      await publisher.stop()
    },
  })
}

function headOf(checkpoint: string): TreeHead {
  return parseCheckpoint(parseNote(checkpoint).text)
}

/** Whoever signs a tree that does not go on from what was shown, is taken for a liar for good. */
async function assertGoesOn(shown: TreeHead, head: TreeHead, proofs: TreeProofs): Promise<void> {
  try {
    await verifyConsistency(shown, head, await proofs.consistency(shown.size, head.size))
  } catch (error) {
    // A store that gave no answer has not shown that the log is another one.
    if (!EvidenceError.is(error) || error.outcome === 'unknown') throw error
    throw new EvidenceError('log_rolled_back', 'Does not go on from its newest checkpoint')
  }
}
