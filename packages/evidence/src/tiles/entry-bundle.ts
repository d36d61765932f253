import { EvidenceError } from '../errors.ts'
import { tileWidth } from './tile-path.ts'

/** Bytes of the largest entry. C2SP tlog-tiles counts them in 16 bits. */
export const maxEntryBytes = 65_535

/** Entries one after the other, each behind its length. C2SP tlog-tiles. */
export function encodeEntries(entries: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(entries.reduce((sum, entry) => sum + 2 + entry.length, 0))
  let at = 0
  for (const entry of entries) {
    whole[at] = entry.length >> 8
    whole[at + 1] = entry.length & 255
    whole.set(entry, at + 2)
    at += 2 + entry.length
  }
  return whole
}

/**
 * The inverse of {@link encodeEntries}.
 *
 * @param count - What the address of the bundle says.
 * @throws {@link EvidenceError} `tile_malformed`.
 */
export function decodeEntries(bundle: Uint8Array, count: number): readonly Uint8Array[] {
  const entries: Uint8Array[] = []
  let at = 0
  while (at < bundle.length && entries.length < tileWidth) {
    const [high, low] = [bundle[at], bundle[at + 1]]
    if (high === undefined || low === undefined) throw malformed()
    const end = at + 2 + high * 256 + low
    if (end > bundle.length) throw malformed()
    entries.push(bundle.slice(at + 2, end))
    at = end
  }
  if (at !== bundle.length || entries.length !== count) throw malformed()
  return entries
}

function malformed(): EvidenceError {
  return new EvidenceError('tile_malformed', 'Not the entries that its address names')
}
