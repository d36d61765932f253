import { concatBytes } from '@fidecura/base'

/** `zlib`: RFC 1950. `gzip`: RFC 1952. */
export type Compression = 'zlib' | 'gzip'

const names = { zlib: 'deflate', gzip: 'gzip' } as const

export function deflate(bytes: Uint8Array, as: Compression): Uint8Array | Promise<Uint8Array> {
  return run(bytes, new CompressionStream(names[as]), Number.POSITIVE_INFINITY).then(
    (packed) => packed ?? new Uint8Array(),
  )
}

/** Stops at the limit, so that a small token cannot fill the memory. `undefined`: malformed, or larger. */
export function inflate(
  bytes: Uint8Array,
  as: Compression,
  maxBytes: number,
): Uint8Array | undefined | Promise<Uint8Array | undefined> {
  return run(bytes, new DecompressionStream(names[as]), maxBytes).then((content) =>
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

async function run(
  bytes: Uint8Array,
  through: CompressionStream | DecompressionStream,
  maxBytes: number,
): Promise<Uint8Array | undefined> {
  const input = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream()
  const reader = input.pipeThrough(through).getReader()
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return concatBytes(...chunks)
      length += value.length
      if (length > maxBytes) return undefined
      chunks.push(value)
    }
  } catch {
    return undefined
  } finally {
    reader.cancel().catch(() => undefined)
  }
}
