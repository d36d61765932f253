import { encodeText } from '#codec'
import { BaseError } from './errors.ts'

// ignoreBOM keeps the mark, so that the JSON parser sees and refuses it.
const decoder = /* @__PURE__ */ new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Half surrogate pairs become U+FFFD: refuse those first where it matters. */
export function encodeUtf8(text: string): Uint8Array {
  return encodeText(text)
}

/**
 * Reads UTF-8 and keeps a byte-order mark.
 *
 * @throws {@link BaseError} `utf8_malformed`.
 */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes)
  } catch {
    throw new BaseError('utf8_malformed', 'Not UTF-8')
  }
}

/** A copy of all parts, one after the other. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  return joinBytes(parts)
}

/** As {@link concatBytes}, for more parts than a call takes arguments. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}

/** Takes as long for a difference in the first byte as in the last. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  let difference = 0
  for (let i = 0; i < a.length; i++) difference |= (a[i] as number) ^ (b[i] as number)
  return difference === 0
}

/** @returns `undefined` for what is not pairs of hexadecimal digits, in either case. */
export function decodeHex(text: string): Uint8Array | undefined {
  if (!/^(?:[\da-f]{2})*$/i.test(text)) return undefined
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}

/** Lower case. */
export function encodeHex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0')
  return text
}
