const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

/** Bitcoin's base58, of no more than a key: time grows with the square of the length. */
export function encodeBase58(bytes: Uint8Array): string {
  let text = ''
  let value = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n)
  for (; value > 0n; value /= 58n) text = `${alphabet[Number(value % 58n)]}${text}`
  return '1'.repeat(zerosOf(bytes)) + text
}

/** @returns `undefined` for a character outside the alphabet. */
export function decodeBase58(text: string): Uint8Array | undefined {
  const digits = [...text].map((character) => alphabet.indexOf(character))
  if (digits.includes(-1)) return undefined
  const bytes: number[] = []
  let value = digits.reduce((sum, digit) => sum * 58n + BigInt(digit), 0n)
  for (; value > 0n; value /= 256n) bytes.unshift(Number(value % 256n))
  // Each 1 in front is a zero byte, which the number does not have.
  return Uint8Array.from([...new Array<number>(zerosOf(digits)).fill(0), ...bytes])
}

function zerosOf(digits: ArrayLike<number>): number {
  let zeros = 0
  while (digits[zeros] === 0) zeros++
  return zeros
}
