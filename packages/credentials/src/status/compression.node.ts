import { deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib'
import type * as web from './compression.web.ts'
import type { Compression } from './compression.web.ts'

export function deflate(bytes: Uint8Array, as: Compression): Uint8Array {
  return as === 'zlib' ? deflateSync(bytes, { level: 9 }) : gzipSync(bytes, { level: 9 })
}

export function inflate(
  bytes: Uint8Array,
  as: Compression,
  maxBytes: number,
): Uint8Array | undefined {
  try {
    const options = { maxOutputLength: maxBytes, chunkSize: 262_144 }
    const unpacked = as === 'zlib' ? inflateExactly(bytes, options) : gunzipExactly(bytes, options)
    return unpacked && trim(unpacked)
  } catch {
    return undefined
  }
}

interface Limits {
  readonly maxOutputLength: number
  /** A million entries of two bits in one piece, at twice the speed of many. */
  readonly chunkSize: number
}

// Node ignores what follows the stream; browsers refuse it, and so do we.
function inflateExactly(bytes: Uint8Array, options: Limits): Uint8Array | undefined {
  const { buffer, engine } = inflateSync(bytes, { ...options, info: true }) as unknown as {
    readonly buffer: Uint8Array
    readonly engine: { readonly bytesWritten: number }
  }
  return engine.bytesWritten === bytes.length ? buffer : undefined
}

// Node reads on into further members. The trailer counts the bytes of its own member alone.
function gunzipExactly(bytes: Uint8Array, options: Limits): Uint8Array | undefined {
  const buffer = gunzipSync(bytes, options)
  const trailer = new DataView(bytes.buffer, bytes.byteOffset + bytes.byteLength - 4, 4)
  return trailer.getUint32(0, true) === buffer.length ? buffer : undefined
}

// What comes out is a view of a whole chunk, which a short list would keep in memory.
function trim(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength * 2 < bytes.buffer.byteLength ? new Uint8Array(bytes) : bytes
}

;({ deflate, inflate }) satisfies typeof web
