import { integerOfBytes } from './integer.ts'

const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

/** What a character is worth, by its code. Made by one call, so that a bundle without it can leave it out. */
const digits: Readonly<Record<number, number>> = /* @__PURE__ */ digitsOf(alphabet)

function digitsOf(characters: string): Readonly<Record<number, number>> {
  return Object.fromEntries([...characters].map((one, digit) => [one.charCodeAt(0), digit]))
}

/**
 * Bitcoin's base58. Takes time quadratic in the length, so callers bound it.
 *
 * @returns `undefined` for a character outside the alphabet.
 */
export function decodeBase58(text: string): Uint8Array | undefined {
  // Of 28 bits, the lowest first. Times the radix and a carry they fit into a double, whose arithmetic
  // takes a fifth of the time of long integers.
  const limbs: number[] = []
  for (let place = 0, end = text.length % 4; end <= text.length; end += 4) {
    let carry = 0
    for (; place < end; place++) {
      const digit = digits[text.charCodeAt(place)]
      if (digit === undefined) return undefined
      carry = carry * 58 + digit
    }
    for (let i = 0; i < limbs.length; i++) {
      const value = (limbs[i] as number) * 58 ** 4 + carry
      carry = Math.floor(value / 2 ** 28)
      limbs[i] = value - carry * 2 ** 28
    }
    if (carry > 0) limbs.push(carry)
  }
  // A leading zero byte is written as one leading '1', which as a digit is worth nothing.
  let zeros = 0
  while (text[zeros] === '1') zeros++
  return bytesOfLimbs(limbs, zeros)
}

function bytesOfLimbs(limbs: readonly number[], zeros: number): Uint8Array {
  const bytes = new Uint8Array(zeros + Math.ceil(limbs.length * 3.5))
  let place = bytes.length
  let value = 0
  let held = 0
  for (const limb of limbs) {
    value += limb * 2 ** held
    for (held += 28; held >= 8; held -= 8) {
      bytes[--place] = value & 0xff
      value = Math.floor(value / 0x100)
    }
  }
  if (held > 0) bytes[--place] = value
  let first = zeros
  while (bytes[first] === 0) first++
  return bytes.subarray(first - zeros)
}

/** Takes time quadratic in the length, too. */
export function encodeBase58(bytes: Uint8Array): string {
  let text = ''
  for (let value = integerOfBytes(bytes); value > 0n; value /= 58n) {
    text = `${alphabet[Number(value % 58n)]}${text}`
  }
  let zeros = 0
  while (bytes[zeros] === 0) zeros++
  return '1'.repeat(zeros) + text
}
