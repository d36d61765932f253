import type * as web from './compression.web.ts'
import type { Compression } from './compression.web.ts'

// Opened when the first list is: a process that meets none need not load it, which takes 2 ms.
const zlib = (): typeof import('node:zlib') => process.getBuiltinModule('node:zlib')

export function deflate(bytes: Uint8Array, as: Compression): Uint8Array {
  const { deflateSync, gzipSync } = zlib()
  return as === 'zlib' ? deflateSync(bytes, { level: 9 }) : gzipSync(bytes, { level: 9 })
}

export function inflate(
  bytes: Uint8Array,
  as: Compression,
  maxBytes: number,
): Uint8Array | undefined {
  try {
    return as === 'zlib' ? inflateExactly(bytes, maxBytes) : gunzipExactly(bytes, maxBytes)
  } catch {
    return undefined
  }
}

// Node ignores what follows the stream; browsers refuse it, and so do we.
function inflateExactly(bytes: Uint8Array, maxOutputLength: number): Uint8Array | undefined {
  // A million entries of two bits in one piece, at twice the speed of many.
  const options = { maxOutputLength, chunkSize: 262_144, info: true }
  const { buffer, engine } = zlib().inflateSync(bytes, options) as unknown as {
    readonly buffer: Uint8Array
    readonly engine: { readonly bytesWritten: number }
  }
  return engine.bytesWritten === bytes.length ? trim(buffer) : undefined
}

// The trailer says how long the content is, of its own member alone. Node reads on into further
// members; then, or if the trailer lies, what comes out is longer or shorter.
function gunzipExactly(bytes: Uint8Array, maxBytes: number): Uint8Array | undefined {
  const trailer = new DataView(bytes.buffer, bytes.byteOffset + bytes.byteLength - 4, 4)
  const length = trailer.getUint32(0, true)
  if (length > maxBytes) return undefined
  // One piece, with room left over, or zlib would ask for another.
  const options = { maxOutputLength: Math.max(length, 1), chunkSize: length + 64 }
  const buffer = zlib().gunzipSync(bytes, options)
  return buffer.length === length ? buffer : undefined
}

// What comes out is a view of a whole chunk, which a short list would keep in memory.
function trim(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength * 2 < bytes.buffer.byteLength ? new Uint8Array(bytes) : bytes
}

;({ deflate, inflate }) satisfies typeof web
