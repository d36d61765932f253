import { concatBytes } from '@fidecura/base'
import { memberAt, piecesOf, without } from './json-spans.ts'

/** Cuts entries and members out of a Bundle, and touches no other byte. */
export function cutBundle(
  bytes: Uint8Array,
  isEntryKept: (index: number) => boolean,
  isMemberKept: (name: string) => boolean,
): Uint8Array {
  const members = piecesOf(bytes, 0)
  const named = members.pieces.map((piece) => memberAt(bytes, piece))
  const entry = named.findIndex(({ name }) => name === 'entry')
  const list = named[entry] === undefined ? undefined : piecesOf(bytes, named[entry].value)
  const isEmptied = list?.pieces.length !== 0 && list?.pieces.every((_, n) => !isEntryKept(n))
  // FHIR R4 §2.6.2.1: an array is left away rather than empty.
  const isKept = (n: number): boolean =>
    n === entry && isEmptied ? false : isMemberKept(named[n]?.name ?? '')
  const kept = members.pieces.map((_, n) => isKept(n))
  const inner = new Map<number, Uint8Array>()
  if (list !== undefined && !isEmptied) {
    const piece = members.pieces[entry]
    const whole = concatBytes(...without(bytes.subarray(0, piece?.end), list, isEntryKept))
    inner.set(entry, whole.subarray(piece?.start))
  }
  const parts = members.pieces.flatMap(({ start, end }, n) =>
    kept[n] === true ? [inner.get(n) ?? bytes.subarray(start, end)] : [],
  )
  const joined = parts.flatMap((part, n) => (n === 0 ? [part] : [Uint8Array.of(0x2c), part]))
  return concatBytes(bytes.subarray(0, members.opening), ...joined, bytes.subarray(members.closing))
}
