import { concatBytes, decodeBase64url, encodeBase64url, transformBytes } from '@fidecura/base'

/**
 * Compact JWS as short bytes: their parts without base64url, deflated, since a code has little room. The
 * tokens come out again as they were, to the letter.
 *
 * @throws BaseError `base64url_malformed`.
 */
export async function packTokens(tokens: readonly string[]): Promise<Uint8Array> {
  const parts = tokens.flatMap((token) => token.split('.')).map(decodeBase64url)
  const framed = parts.flatMap((part) => [lengthOf(part), part])
  return (
    (await transformBytes(concatBytes(...framed), new CompressionStream('deflate'), Infinity)) ??
    new Uint8Array()
  )
}

/** @returns `undefined` for anything but so many tokens, or more than `maxBytes` of them. */
export async function unpackTokens(
  packed: Uint8Array,
  { count, maxBytes }: { readonly count: number; readonly maxBytes: number },
): Promise<readonly string[] | undefined> {
  const bytes = await transformBytes(packed, new DecompressionStream('deflate'), maxBytes)
  if (bytes === undefined) return undefined
  const parts: string[] = []
  let at = 0
  while (at < bytes.length) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(at, at + lengthBytes)
    const from = at + lengthBytes
    at = from + a * 65_536 + b * 256 + c
    if (at > bytes.length) return undefined
    parts.push(encodeBase64url(bytes.subarray(from, at)))
  }
  if (parts.length !== count * 3) return undefined
  return Array.from({ length: count }, (_, n) => parts.slice(n * 3, n * 3 + 3).join('.'))
}

const lengthBytes = 3

function lengthOf({ length }: Uint8Array): Uint8Array {
  return Uint8Array.of(length >> 16, length >> 8, length)
}
