import { hashBytes } from '../merkle/hash.ts'
import { logConflict } from '../store-kit/store-conflicts.ts'
import type { TileId } from '../tiles/tile-path.ts'
import type { Leaf, LogStore } from './log-store.ts'
import type { Tile } from './tree-edge.ts'

interface KeptLog<R> {
  readonly leaves: Leaf<R>[]
  readonly tiles: Map<string, Uint8Array>
  /** By size. */
  readonly checkpoints: { readonly size: number; readonly text: string }[]
}

/** For demonstrations and tests: forgets everything with the process. */
export function createMemoryLogStore<R>(): LogStore<R> {
  const logs = new Map<string, KeptLog<R>>()
  const logOf = (origin: string): KeptLog<R> => {
    const log = logs.get(origin) ?? { leaves: [], tiles: new Map(), checkpoints: [] }
    logs.set(origin, log)
    return log
  }
  return Object.freeze({
    state: async (origin: string) => {
      const { leaves, checkpoints } = logOf(origin)
      return { size: leaves.length, checkpoint: checkpoints.at(-1)?.text }
    },
    append: async (
      origin: string,
      size: number,
      leaves: readonly Leaf<R>[],
      tiles: readonly Tile[],
    ) => {
      const log = logOf(origin)
      if (log.leaves.length !== size) throw logConflict()
      log.leaves.push(...leaves)
      for (const { id, hashes } of tiles) log.tiles.set(nameOf(id), hashes.slice())
    },
    readTile: async (origin: string, id: TileId) => {
      const tile = logOf(origin).tiles.get(nameOf(id))
      const bytes = id.width * hashBytes
      return tile === undefined || tile.length < bytes ? undefined : tile.slice(0, bytes)
    },
    readEntries: async (origin: string, start: number, end: number) =>
      logOf(origin)
        .leaves.slice(start, end)
        .map(({ entry }) => entry.slice()),
    publish: async (origin: string, size: number, text: string) => {
      const { checkpoints } = logOf(origin)
      const newest = checkpoints.at(-1)
      if (newest === undefined || newest.size <= size) checkpoints.push({ size, text })
    },
    firstCovering: async (origin: string, index: number) =>
      logOf(origin).checkpoints.find(({ size }) => size > index)?.text,
  })
}

function nameOf({ level, index }: TileId): string {
  return `${level}/${index}`
}
