import { transformBytes } from '@fidecura/base'

/** `zlib`: RFC 1950. `gzip`: RFC 1952. */
export type Compression = 'zlib' | 'gzip'

const names = { zlib: 'deflate', gzip: 'gzip' } as const

export function deflate(bytes: Uint8Array, as: Compression): Uint8Array | Promise<Uint8Array> {
  return transformBytes(bytes, new CompressionStream(names[as]), Number.POSITIVE_INFINITY).then(
    (packed) => packed ?? new Uint8Array(),
  )
}

/** Stops at the limit, so that a small token cannot fill the memory. `undefined`: malformed, or larger. */
export function inflate(
  bytes: Uint8Array,
  as: Compression,
  maxBytes: number,
): Uint8Array | undefined | Promise<Uint8Array | undefined> {
  return transformBytes(bytes, new DecompressionStream(names[as]), maxBytes).then((content) =>
    content !== undefined && isWhole(bytes, content, as) ? content : undefined,
  )
}

// Engines differ in what they make of a stream that was cut short, or has a second one behind it:
// Deno 2.9 takes the first, Bun and Node 22 the second. What stands at the end is of one whole stream.
function isWhole(bytes: Uint8Array, content: Uint8Array, as: Compression): boolean {
  if (bytes.length < 4) return false
  const end = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 4, 4)
  return as === 'zlib'
    ? end.getUint32(0) === adler32(content)
    : end.getUint32(0, true) === content.length
}

/** RFC 1950 §8.2. */
function adler32(bytes: Uint8Array): number {
  let [a, b] = [1, 0]
  for (let from = 0; from < bytes.length; from += 4096) {
    // So few at a time that neither sum outgrows 32 bits before it is reduced.
    for (const byte of bytes.subarray(from, from + 4096)) {
      a += byte
      b += a
    }
    a %= 65_521
    b %= 65_521
  }
  return b * 65_536 + a
}
