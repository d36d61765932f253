import { EvidenceError } from '../errors.ts'
import type { Hash } from '../merkle/hash.ts'
import { hashChildren } from '../merkle/hash.ts'
import {
  consistencySpans,
  inclusionSpans,
  type NodeId,
  type Span,
  wholeSubtrees,
} from '../merkle/proof-nodes.ts'
import { splitHashes, type TileRows, tileRows } from '../tiles/tile-hashes.ts'
import { type TileId, tileWidth } from '../tiles/tile-path.ts'

/** Gives the hashes of a tile, as many as its width says. */
type ReadTile = (tile: TileId) => Promise<Uint8Array>

/** Makes proofs from tiles. */
export interface TreeProofs {
  /** @throws {@link EvidenceError} `log_index_unknown`: not in a tree of that size; those of `readTile`. */
  inclusion(index: number, size: number): Promise<readonly Hash[]>
  /** @throws {@link EvidenceError} `log_index_unknown`; those of `readTile`. */
  consistency(older: number, newer: number): Promise<readonly Hash[]>
}

/** Where the tiles come from, and how many are kept. */
export interface TreeProofsOptions {
  readonly readTile: ReadTile
  /** Each takes 16 kB. Default: 1,000. */
  readonly maxTiles?: number
}

/** How many hashes of one tile level stand for one of the next: 2^8. */
const tileHeight = 8

/**
 * Makes what makes proofs. What `readTile` gives is believed: whoever does not keep the tiles checks
 * the proof against a checkpoint.
 */
export function createTreeProofs({ readTile, maxTiles = 1000 }: TreeProofsOptions): TreeProofs {
  const kept = new Map<string, TileRows>()

  /** A tile at the edge has grown since, perhaps: what it had then is the beginning of what it has. */
  const rowsOf = async (tile: TileId): Promise<TileRows> => {
    const name = `${tile.level}/${tile.index}`
    const known = kept.get(name)
    const isEnough = known?.[0] !== undefined && known[0].length >= tile.width
    const rows = isEnough ? known : await tileRows(splitHashes(await readTile(tile), tile.width))
    kept.delete(name)
    kept.set(name, rows)
    for (const oldest of kept.keys()) {
      if (kept.size <= maxTiles) break
      kept.delete(oldest)
    }
    return rows
  }

  const nodeHash = async ({ level, index }: NodeId, size: number): Promise<Hash> => {
    const above = Math.floor(level / tileHeight)
    const row = level % tileHeight
    const first = index * 2 ** row
    const tileIndex = Math.floor(first / tileWidth)
    const nodes = Math.floor(size / tileWidth ** above)
    const width = Math.min(tileWidth, nodes - tileIndex * tileWidth)
    const rows = await rowsOf({ level: above, index: tileIndex, width })
    const hash = rows[row]?.[(first % tileWidth) / 2 ** row]
    if (hash === undefined) throw new EvidenceError('tile_malformed', 'Lacks a hash')
    return hash
  }

  const spanHash = async (span: Span, size: number): Promise<Hash> => {
    let below: Hash | undefined
    // From the right: the smallest subtree hangs deepest.
    for (const node of [...wholeSubtrees(span)].reverse()) {
      const hash = await nodeHash(node, size)
      below = below === undefined ? hash : await hashChildren(hash, below)
    }
    return below as Hash
  }

  const hashesOf = async (spans: readonly Span[], size: number): Promise<readonly Hash[]> => {
    const hashes: Hash[] = []
    for (const span of spans) hashes.push(await spanHash(span, size))
    return hashes
  }

  return Object.freeze({
    inclusion: async (index: number, size: number) => {
      if (!isWithin(index, size - 1)) throw unknownIndex()
      return hashesOf(inclusionSpans(index, size), size)
    },
    consistency: async (older: number, newer: number) => {
      if (!isWithin(older, newer)) throw unknownIndex()
      return hashesOf(consistencySpans(older, newer), newer)
    },
  })
}

function isWithin(value: number, limit: number): boolean {
  return Number.isSafeInteger(value) && Number.isSafeInteger(limit) && value >= 0 && value <= limit
}

function unknownIndex(): EvidenceError {
  return new EvidenceError('log_index_unknown', 'Not in a tree of that size')
}
