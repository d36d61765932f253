import { EvidenceError } from '../errors.ts'
import { parseDecimal } from '../note/decimal.ts'

/** Hashes of a whole tile, and entries of a whole bundle. C2SP tlog-tiles: height 8. */
export const tileWidth = 256

/** One tile of hashes, or one bundle of entries. */
export interface TileId {
  /** Of 8 levels of the tree each, leaves first; `entries` for what the leaves are hashes of. */
  readonly level: number | 'entries'
  /** From the left. */
  readonly index: number
  /** How many hashes or entries it has: less than 256 at the right edge of the tree. */
  readonly width: number
}

/**
 * Where a tile is, below the address of its log.
 *
 * @see {@link https://c2sp.org/tlog-tiles | C2SP tlog-tiles}
 */
export function tilePath({ level, index, width }: TileId): string {
  const groups: string[] = [String(index % 1000).padStart(3, '0')]
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    groups.unshift(`x${String(rest % 1000).padStart(3, '0')}`)
  }
  return `tile/${level}/${groups.join('/')}${width === tileWidth ? '' : `.p/${width}`}`
}

/**
 * The inverse of {@link tilePath}; every tile has one address.
 *
 * @throws {@link EvidenceError} `tile_path_malformed`.
 */
export function parseTilePath(path: string): TileId {
  const pattern = /^tile\/(entries|\d{1,2})\/((?:x\d{3}\/){0,5})(\d{3})(?:\.p\/(\d{1,3}))?$/
  const [, layer, above = '', last = '', partial] = pattern.exec(path) ?? []
  if (layer === undefined) throw malformed()
  const index = parseDecimal(`${above.replace(/[x/]/g, '')}${last}`.replace(/^0+(?=\d)/, ''))
  const level = layer === 'entries' ? ('entries' as const) : parseDecimal(layer)
  const width = partial === undefined ? tileWidth : parseDecimal(partial)
  if (level === undefined || index === undefined || width === undefined) throw malformed()
  const tile = { level, index, width }
  // A whole tile has no `.p`, and no group in front is empty: whatever is spelt otherwise is none.
  if (width === 0 || width > tileWidth || tilePath(tile) !== path) throw malformed()
  return tile
}

function malformed(): EvidenceError {
  return new EvidenceError('tile_path_malformed', 'Not the address of a tile')
}
