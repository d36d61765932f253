/**
 * Adds up what the parts of a zip file say they unpack to, or nothing where its directory cannot be read.
 * Whoever unpacks holds each part to what it said, so this bounds the work that a small file can ask for.
 */
export function unpackedSize(bytes: Uint8Array): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = endOfDirectory(view)
  if (end === undefined) return undefined
  const entries = view.getUint16(end + 10, true)
  let at = view.getUint32(end + 16, true)
  let total = 0
  for (let entry = 0; entry < entries; entry++) {
    if (at + 46 > view.byteLength || view.getUint32(at, true) !== directoryEntry) return undefined
    const packed = view.getUint32(at + 20, true)
    const unpacked = view.getUint32(at + 24, true)
    // A part that says nothing of its size is held to nothing.
    if (unpacked === 0 && packed > 2) return undefined
    total += unpacked
    // Its name, its extra fields and its comment follow.
    const following = [28, 30, 32].map((offset) => view.getUint16(at + offset, true))
    at += following.reduce((sum, length) => sum + length, 46)
  }
  return total
}

const directoryEntry = 0x02014b50

/** The record at the end of a zip file, before a comment of up to 65,535 bytes. */
function endOfDirectory(view: DataView): number | undefined {
  const last = view.byteLength - 22
  for (let at = last; at >= 0 && at >= last - 0xffff; at--) {
    if (view.getUint32(at, true) === 0x06054b50) return at
  }
  return undefined
}
