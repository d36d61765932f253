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
