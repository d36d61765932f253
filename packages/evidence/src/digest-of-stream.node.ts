import { createHash } from 'node:crypto'
import { abortedError } from '@fidecura/base'
import type { ContentDigest } from './deposit/commitment.ts'

/**
 * Digest and size of a stream of any length, in constant memory.
 *
 * @param chunks - Such as `createReadStream(path)`. What it throws goes on to the caller.
 * @throws BaseError `aborted` (unknown).
 */
export async function digestOfStream(
  chunks: AsyncIterable<Uint8Array>,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<ContentDigest> {
  const hash = createHash('sha256')
  let size = 0
  for await (const chunk of chunks) {
    if (signal?.aborted === true) throw abortedError()
    hash.update(chunk)
    size += chunk.length
  }
  return { digest: hash.digest('base64url'), size }
}
