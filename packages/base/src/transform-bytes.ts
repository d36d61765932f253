import { joinBytes } from './bytes.ts'

/**
 * What a stream makes of bytes, such as a `DecompressionStream`.
 *
 * @returns `undefined` where it refuses them, or makes more than `maxBytes` of them: it is not read any further.
 */
export async function transformBytes(
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
      if (done) return joinBytes(chunks)
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
