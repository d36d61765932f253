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
  return run(bytes, new DecompressionStream(names[as]), maxBytes)
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
