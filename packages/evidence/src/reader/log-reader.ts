import {
  allowLoopbackHttp,
  createBrand,
  decodeUtf8,
  type EpochSeconds,
  equalBytes,
  type Fetch,
  fetchBytes,
  type Minted,
} from '@fidecura/base'
import { EvidenceError } from '../errors.ts'
import { createTreeProofs, type TreeProofs } from '../log/tree-proofs.ts'
import { type Hash, hashLeaf } from '../merkle/hash.ts'
import { verifyConsistency } from '../merkle/verify-consistency.ts'
import { verifyInclusion } from '../merkle/verify-inclusion.ts'
import { type SignedCheckpoint, verifyCheckpoint } from '../note/checkpoint.ts'
import type { NoteKey } from '../note/note-key.ts'
import { maxEntryBytes } from '../tiles/entry-bundle.ts'
import { tilePath, tileWidth } from '../tiles/tile-path.ts'
import { assertPolicy, assertWitnessed, type WitnessPolicy } from '../witness/witness-policy.ts'
import type { ReaderState } from './reader-state.ts'

/** Which log is read, and whom to believe about it. */
export interface LogReaderOptions {
  /** Where it is: below, there are `checkpoint` and `tile/`. */
  readonly url: string
  readonly log: NoteKey
  readonly witnesses: WitnessPolicy
  readonly fetch: Fetch
  readonly state: ReaderState
  readonly [allowLoopbackHttp]?: readonly string[]
}

declare const witnessed: unique symbol

/** A checkpoint that goes on from everything that this reader has seen. Only its `update` makes one. Frozen. */
export interface WitnessedCheckpoint extends SignedCheckpoint {
  readonly [witnessed]: true
  /** Word for word. */
  readonly text: string
  /** By then enough witnesses had signed it. */
  readonly existedBy: EpochSeconds
}

/** Reads a log without believing it. */
export interface LogReader {
  /**
   * Gets the newest checkpoint, and proves that it goes on from the last one.
   *
   * @throws {@link EvidenceError} those of `verifyCheckpoint` and `assertWitnessed`; `log_split_view`: it is
   *   another history, or a shorter one; those of `fetchBytes`.
   */
  update(options?: ReaderCallOptions): Promise<WitnessedCheckpoint>
  /**
   * Proves an entry to be in a log, at a place.
   *
   * @returns The proof, for those who cannot ask.
   * @param checkpoint - What `update` of this reader returned.
   * @throws {@link EvidenceError} `evidence_not_verified`, `merkle_inclusion_invalid`, `log_index_unknown`;
   *   those of `fetchBytes`.
   */
  prove(
    entry: Uint8Array,
    index: number,
    checkpoint: WitnessedCheckpoint,
    options?: ReaderCallOptions,
  ): Promise<readonly Hash[]>
}

/** What one call may be told. */
export interface ReaderCallOptions {
  readonly signal?: AbortSignal | undefined
}

/**
 * Makes a reader of one log.
 *
 * @throws {@link EvidenceError} `witness_policy_invalid`.
 */
export function createLogReader(options: LogReaderOptions): LogReader {
  const { log, witnesses, state } = options
  assertPolicy(witnesses)
  // Of this reader alone: what another has seen says nothing of what this one has.
  const brand: Minted<WitnessedCheckpoint> = createBrand(
    () => new EvidenceError('evidence_not_verified', 'Pass the value that update returned'),
  )

  const get = (path: string, maxBytes: number, signal: AbortSignal | undefined) => {
    const loopback = options[allowLoopbackHttp]
    return fetchBytes(`${options.url.replace(/\/$/, '')}/${path}`, {
      fetch: options.fetch,
      accept: '*/*',
      maxBytes,
      signal,
      ...(loopback === undefined ? {} : { [allowLoopbackHttp]: loopback }),
    })
  }
  /** One for each call: what a server says of a tile is believed no longer than until its proof fails. */
  const proofsFor = (signal: AbortSignal | undefined): TreeProofs =>
    createTreeProofs({
      readTile: (tile) => get(tilePath(tile), tileWidth * 32, signal),
      maxTiles: 64,
    })

  /** Compares with what was seen before, and with what another call has seen in the meantime. */
  async function remember(
    checkpoint: SignedCheckpoint,
    text: string,
    proofs: TreeProofs,
  ): Promise<void> {
    const next = { size: checkpoint.size, text }
    for (let isRace = false; ; isRace = true) {
      const seen = await state.latest(log.name)
      if (seen !== undefined) {
        const before = await verifyCheckpoint(seen.text, log)
        // The other call may have got a newer one.
        if (isRace && checkpoint.size <= before.size) {
          return assertGoesOn(checkpoint, before, proofs)
        }
        await assertGoesOn(before, checkpoint, proofs)
      }
      if (await state.advance(log.name, seen, next)) return
    }
  }

  return Object.freeze({
    update: async ({ signal }: ReaderCallOptions = {}) => {
      const text = decodeUtf8(await get('checkpoint', maxEntryBytes, signal))
      const checkpoint = await verifyCheckpoint(text, log)
      const existedBy = await assertWitnessed(checkpoint.note, witnesses)
      await remember(checkpoint, text, proofsFor(signal))
      return brand.mint(Object.freeze({ ...checkpoint, text, existedBy }))
    },
    prove: async (
      entry: Uint8Array,
      index: number,
      checkpoint: WitnessedCheckpoint,
      { signal }: ReaderCallOptions = {},
    ) => {
      brand.assert(checkpoint)
      const { size, root } = checkpoint
      const proof = await proofsFor(signal).inclusion(index, size)
      await verifyInclusion({ index, size, root, leafHash: await hashLeaf(entry), proof })
      return proof
    },
  })
}

async function assertGoesOn(
  before: SignedCheckpoint,
  after: SignedCheckpoint,
  proofs: TreeProofs,
): Promise<void> {
  const isSame = before.size === after.size && equalBytes(before.root, after.root)
  if (isSame) return
  try {
    if (after.size <= before.size) throw splitView()
    await verifyConsistency(before, after, await proofs.consistency(before.size, after.size))
  } catch (error) {
    // A network that fails says nothing about the log.
    if (!EvidenceError.is(error)) throw error
    throw splitView()
  }
}

function splitView(): EvidenceError {
  return new EvidenceError('log_split_view', 'Does not go on from what the log showed before')
}
