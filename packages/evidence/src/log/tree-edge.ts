import { EvidenceError } from '../errors.ts'
import { emptyRoot, type Hash } from '../merkle/hash.ts'
import { rootAbove } from '../merkle/subtree-root.ts'
import type { TreeHead } from '../merkle/verify-consistency.ts'
import { joinHashes, splitHashes } from '../tiles/tile-hashes.ts'
import { type TileId, tileWidth } from '../tiles/tile-path.ts'

/** The tiles at the right edge of a tree: all that is needed to let it grow. Immutable. */
export interface TreeEdge extends TreeHead {
  /** By level of tiles, leaves first: the hashes of the tile that is not full, less than 256 each. */
  readonly rows: readonly (readonly Hash[])[]
}

/** A tile with its hashes, one after the other. */
export interface Tile {
  readonly id: TileId
  readonly hashes: Uint8Array
}

/** The edge of a tree without leaves. */
export async function emptyEdge(): Promise<TreeEdge> {
  return { size: 0, root: await emptyRoot(), rows: [] }
}

/** Which tiles {@link edgeOf} needs. Those of width 0 are not there. */
function edgeTiles(size: number): readonly TileId[] {
  const tiles: TileId[] = []
  let nodes = size
  for (let level = 0; nodes > 0; level++) {
    const index = Math.floor(nodes / tileWidth)
    tiles.push({ level, index, width: nodes % tileWidth })
    nodes = index
  }
  return tiles
}

/**
 * The edge of a tree that was kept as tiles.
 *
 * @param read - The hashes of each of {@link edgeTiles} whose width is not 0.
 * @throws {@link EvidenceError} `tile_malformed`.
 */
export async function edgeOf(
  size: number,
  read: (tile: TileId) => Promise<Uint8Array>,
): Promise<TreeEdge> {
  const rows: Hash[][] = []
  for (const tile of edgeTiles(size)) {
    rows.push(tile.width === 0 ? [] : splitHashes(await read(tile), tile.width))
  }
  return { size, root: await rootOf(rows), rows }
}

/**
 * Lets a tree grow by leaves.
 *
 * @returns The new edge, and every tile that it changes: full ones once and for good, and those at the edge.
 */
export async function growTree(
  edge: TreeEdge,
  leafHashes: readonly Hash[],
): Promise<{ readonly edge: TreeEdge; readonly tiles: readonly Tile[] }> {
  const tiles: Tile[] = []
  const rows: (readonly Hash[])[] = []
  let added: readonly Hash[] = leafHashes
  let nodes = edge.size
  for (let level = 0; level < edge.rows.length || added.length > 0; level++) {
    const row = [...(edge.rows[level] ?? []), ...added]
    const first = Math.floor(nodes / tileWidth)
    const roots: Hash[] = []
    for (let at = 0; at < row.length && added.length > 0; at += tileWidth) {
      const hashes = row.slice(at, at + tileWidth)
      const id = { level, index: first + at / tileWidth, width: hashes.length }
      tiles.push({ id, hashes: joinHashes(hashes) })
      if (hashes.length === tileWidth) roots.push(await rootAbove(hashes))
    }
    rows.push(row.slice(roots.length * tileWidth))
    added = roots
    nodes = first
  }
  const size = edge.size + leafHashes.length
  if (!Number.isSafeInteger(size)) throw new EvidenceError('log_full', 'More leaves than 2^53')
  return { edge: { size, root: await rootOf(rows), rows }, tiles }
}

/** From the leaves up: what is not full at one level is the last node of the next. */
async function rootOf(rows: readonly (readonly Hash[])[]): Promise<Hash> {
  let below: Hash | undefined
  for (const row of rows) {
    const nodes = below === undefined ? row : [...row, below]
    if (nodes.length > 0) below = await rootAbove(nodes)
  }
  return below ?? (await emptyRoot())
}
