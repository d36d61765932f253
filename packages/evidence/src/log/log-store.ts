import type { TileId } from '../tiles/tile-path.ts'
import type { Tile } from './tree-edge.ts'

/** An entry, and what is kept beside it in the same step, such as its deposit. */
export interface Leaf<R> {
  readonly entry: Uint8Array
  readonly record: R
}

/** How far a log has come. */
export interface LogState {
  /** Entries that are durable. */
  readonly size: number
  /** The newest one that was published, word for word. */
  readonly checkpoint: string | undefined
}

/**
 * Keeps the logs of one service, by origin. Nothing in it is ever changed or taken away but the tiles
 * at the right edge, which grow. Methods also throw what the database throws.
 */
export interface LogStore<R> {
  /** @returns A size of 0 for a log that nobody appended to. */
  state(origin: string): Promise<LogState>
  /**
   * Takes entries in behind the first `size`, with their records and the tiles they change: all or
   * nothing, and durable before it returns.
   *
   * @throws `EvidenceError` `log_conflict` (unknown): the log has another size.
   */
  append(
    origin: string,
    size: number,
    leaves: readonly Leaf<R>[],
    tiles: readonly Tile[],
  ): Promise<void>
  /** @returns As many hashes as the width says, or `undefined` where there are not that many. */
  readTile(origin: string, tile: TileId): Promise<Uint8Array | undefined>
  /** @returns Those from `start` to before `end`, or fewer where there are not that many. */
  readEntries(origin: string, start: number, end: number): Promise<readonly Uint8Array[]>
  /** Keeps a checkpoint as the newest, unless one of a greater size is there; durable before it returns. */
  publish(origin: string, size: number, checkpoint: string): Promise<void>
  /**
   * Finds a checkpoint of about the time at which an entry was covered first. One a minute is enough: when
   * something existed is proven by it for good, and by a newer one only that it existed later.
   *
   * @returns The smallest that is kept and covers it, or `undefined`.
   */
  firstCovering(origin: string, index: number): Promise<string | undefined>
}
