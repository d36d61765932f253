const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

/**
 * Bitcoin's base58. Takes time quadratic in the length, so callers bound it.
 *
 * @returns `undefined` for a character outside the alphabet.
 */
export function decodeBase58(text: string): Uint8Array | undefined {
  let value = 0n
  for (const character of text) {
    const digit = alphabet.indexOf(character)
    if (digit < 0) return undefined
    value = value * 58n + BigInt(digit)
  }
  // A leading zero byte is written as one leading '1', which as a digit is worth nothing.
  let zeros = 0
  while (text[zeros] === '1') zeros++
  const hex = value === 0n ? '' : value.toString(16)
  const length = zeros + Math.ceil(hex.length / 2)
  return bytesOfInteger(value, length)
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
  let value = 0n
  for (const byte of bytes) value = (value << 8n) | BigInt(byte)
  return value
}

/** Big-endian; higher bytes than `length` holds are cut off. */
export function bytesOfInteger(value: bigint, length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  for (let place = length - 1, rest = value; place >= 0; place--, rest >>= 8n) {
    bytes[place] = Number(rest & 0xffn)
  }
  return bytes
}
