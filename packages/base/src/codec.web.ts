const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const values = /* @__PURE__ */ valuesOf(alphabet)

export function encodeBytes(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i
    const bits = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    for (let place = 0; place < Math.min(left, 3) + 1; place++) {
      text += alphabet[(bits >> (18 - 6 * place)) & 63]
    }
  }
  return text
}

const encoder = /* @__PURE__ */ new TextEncoder()

export function encodeText(text: string): Uint8Array {
  return encoder.encode(text)
}

export function decodeBytes(text: string): Uint8Array | undefined {
  if (text.length % 4 === 1) return undefined
  const bytes = new Uint8Array((text.length * 3) >> 2)
  let bits = 0
  let held = 0
  let length = 0
  for (let at = 0; at < text.length; at++) {
    const value = values[text.charCodeAt(at)]
    if (value === undefined) return undefined
    bits = ((bits << 6) | value) & 0xffff
    held += 6
    if (held >= 8) {
      held -= 8
      bytes[length++] = (bits >> held) & 0xff
    }
  }
  // A canonical encoder leaves the unused low bits zero.
  return (bits & ((1 << held) - 1)) === 0 ? bytes : undefined
}

/** By character code: to look each one up in the alphabet took most of the time of reading a token. */
function valuesOf(characters: string): Readonly<Record<number, number>> {
  return Object.fromEntries([...characters].map((one, value) => [one.charCodeAt(0), value]))
}
