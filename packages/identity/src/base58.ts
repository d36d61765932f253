const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

/** What a character is worth, by its code. */
const digits: Readonly<Record<number, number>> = /* @__PURE__ */ Object.fromEntries(
  [...alphabet].map((character, digit) => [character.charCodeAt(0), digit]),
)

// As many digits as a double takes. Each step of long arithmetic costs as much as a dozen short ones.
const digitsAtOnce = 9
/** 58 to the power of that. */
const radix = 7427658739644928n

/**
 * Bitcoin's base58. Takes time quadratic in the length, so callers bound it.
 *
 * @returns `undefined` for a character outside the alphabet.
 */
export function decodeBase58(text: string): Uint8Array | undefined {
  let value = 0n
  for (let place = 0, end = text.length % digitsAtOnce; ; end += digitsAtOnce) {
    let chunk = 0
    for (; place < end; place++) {
      const digit = digits[text.charCodeAt(place)]
      if (digit === undefined) return undefined
      chunk = chunk * 58 + digit
    }
    value = value * radix + BigInt(chunk)
    if (end === text.length) break
  }
  // A leading zero byte is written as one leading '1', which as a digit is worth nothing.
  let zeros = 0
  while (text[zeros] === '1') zeros++
  // No digit is worth a whole byte, so the first `zeros` of so many bytes are zero anyhow.
  const bytes = bytesOfInteger(value, text.length)
  let first = zeros
  while (bytes[first] === 0) first++
  return bytes.subarray(first - zeros)
}

export function encodeBase58(bytes: Uint8Array): string {
  let text = ''
  for (let value = integerOfBytes(bytes); value > 0n; value /= 58n) {
    text = `${alphabet[Number(value % 58n)]}${text}`
  }
  let zeros = 0
  while (bytes[zeros] === 0) zeros++
  return '1'.repeat(zeros) + text
}

/** Big-endian. */
export function integerOfBytes(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let value = 0n
  let place = 0
  for (; place < bytes.length % 8; place++) value = (value << 8n) | BigInt(view.getUint8(place))
  for (; place < bytes.length; place += 8) value = (value << 64n) | view.getBigUint64(place)
  return value
}

/** Big-endian; higher bytes than `length` holds are cut off. */
export function bytesOfInteger(value: bigint, length: number): Uint8Array {
  const view = new DataView(new ArrayBuffer((length + 7) & ~7))
  for (let place = view.byteLength - 8, rest = value; place >= 0; place -= 8, rest >>= 64n) {
    // Keeps the lowest 64 bits alone.
    view.setBigUint64(place, rest)
  }
  return new Uint8Array(view.buffer, view.byteLength - length)
}
