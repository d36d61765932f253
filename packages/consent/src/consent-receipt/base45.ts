const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'

/** Into the characters that a QR code packs most densely beside digits. RFC 9285. */
export function encodeBase45(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 2) {
    const [first = 0, second] = bytes.subarray(at, at + 2)
    let value = second === undefined ? first : first * 256 + second
    for (let rest = second === undefined ? 2 : 3; rest > 0; rest -= 1) {
      text += alphabet[value % 45]
      value = Math.floor(value / 45)
    }
  }
  return text
}

/** @returns `undefined` for what {@link encodeBase45} does not write. */
export function decodeBase45(text: string): Uint8Array | undefined {
  if (text.length % 3 === 1) return undefined
  const bytes: number[] = []
  for (let at = 0; at < text.length; at += 3) {
    const group = text.slice(at, at + 3)
    let value = 0
    for (let n = group.length - 1; n >= 0; n -= 1) {
      const digit = alphabet.indexOf(group[n] as string)
      if (digit < 0) return undefined
      value = value * 45 + digit
    }
    if (value >= (group.length === 3 ? 65_536 : 256)) return undefined
    if (group.length === 3) bytes.push(value >> 8)
    bytes.push(value & 255)
  }
  return Uint8Array.from(bytes)
}
