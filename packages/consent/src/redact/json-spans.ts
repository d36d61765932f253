import { decodeUtf8 } from '@fidecura/base'

/** A stretch of bytes; `end` is exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** A list of JSON: its pieces in order, commas left out, each with the white space before it. */
export interface Pieces {
  /** Ends after the opening bracket. */
  readonly opening: number
  readonly pieces: readonly Span[]
  /** Where the white space before the closing bracket starts. */
  readonly closing: number
}

const quote = 0x22
const comma = 0x2c
const backslash = 0x5c
const isOpening = (byte: number | undefined): boolean => byte === 0x5b || byte === 0x7b
const isClosing = (byte: number | undefined): boolean => byte === 0x5d || byte === 0x7d

/**
 * Finds the elements of an array, or the members of an object, that opens there or after white space.
 *
 * @param bytes - JSON without duplicates, as `parseJson` takes it: nothing of it is checked again.
 */
export function piecesOf(bytes: Uint8Array, from: number): Pieces {
  let at = from
  while (!isOpening(bytes[at])) at++
  const opening = ++at
  const pieces: Span[] = []
  let start = at
  let depth = 0
  for (; depth > 0 || !isClosing(bytes[at]); at++) {
    const byte = bytes[at]
    if (byte === quote) at = endOfString(bytes, at)
    else if (isOpening(byte)) depth++
    else if (isClosing(byte)) depth--
    else if (byte === comma && depth === 0) {
      pieces.push({ start, end: at })
      start = at + 1
    }
  }
  const end = endOfContent(bytes, start, at)
  if (end > start) pieces.push({ start, end })
  return { opening, pieces, closing: Math.max(end, start) }
}

/** The name of a member, and where its value is. */
export function memberAt(
  bytes: Uint8Array,
  { start, end }: Span,
): { readonly name: string; readonly value: number } {
  let open = start
  while (bytes[open] !== quote && open < end) open++
  const close = endOfString(bytes, open)
  const name: unknown = JSON.parse(decodeUtf8(bytes.subarray(open, close + 1)))
  return { name: String(name), value: bytes.indexOf(0x3a, close) + 1 }
}

/** The bytes with some pieces of the list left out: what is kept is what was there. */
export function without(
  bytes: Uint8Array,
  { opening, pieces, closing }: Pieces,
  isKept: (index: number) => boolean,
): readonly Uint8Array[] {
  const kept = pieces.filter((_, index) => isKept(index))
  const parts = kept.flatMap(({ start, end }, index) => [
    ...(index === 0 ? [] : [Uint8Array.of(comma)]),
    bytes.subarray(start, end),
  ])
  return [bytes.subarray(0, opening), ...parts, bytes.subarray(closing)]
}

function endOfString(bytes: Uint8Array, open: number): number {
  let at = open + 1
  while (bytes[at] !== quote) at += bytes[at] === backslash ? 2 : 1
  return at
}

function endOfContent(bytes: Uint8Array, start: number, end: number): number {
  let last = end
  while (last > start && isSpace(bytes[last - 1])) last--
  return last
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}
