import { EvidenceError } from '../errors.ts'
import { type Hash, hashBytes } from '../merkle/hash.ts'
import { parentsOf } from '../merkle/subtree-root.ts'

/** Hashes one after the other, as a tile holds them. C2SP tlog-tiles. */
export function joinHashes(hashes: readonly Hash[]): Uint8Array {
  const whole = new Uint8Array(hashes.length * hashBytes)
  hashes.forEach((hash, at) => {
    whole.set(hash, at * hashBytes)
  })
  return whole
}

/**
 * The inverse of {@link joinHashes}.
 *
 * @throws {@link EvidenceError} `tile_malformed`: not that many.
 */
export function splitHashes(tile: Uint8Array, count: number): Hash[] {
  if (tile.length !== count * hashBytes) {
    throw new EvidenceError('tile_malformed', 'Not as many hashes as its address names')
  }
  return Array.from({ length: count }, (_, at) => tile.slice(at * hashBytes, (at + 1) * hashBytes))
}

/** A tile with every whole subtree inside it: `rows[n]` are those of 2^n of its hashes. */
export type TileRows = readonly (readonly Hash[])[]

/** Hashes a tile once, so that every proof through it is a matter of looking things up. */
export async function tileRows(hashes: readonly Hash[]): Promise<TileRows> {
  const rows: (readonly Hash[])[] = [hashes]
  let row = hashes
  while (row.length > 1) {
    // A node without a sibling is no whole subtree.
    row = await parentsOf(row.length % 2 === 0 ? row : row.slice(0, -1))
    rows.push(row)
  }
  return rows
}
