import { encodeBase64url, encodeUtf8 } from '@fidecura/base'
import { sha256 } from '#crypto'

/** Unpadded base64url of the SHA-256 of the bytes, or of the UTF-8 of a text. */
export async function digestOf(data: string | Uint8Array): Promise<string> {
  return encodeBase64url(await sha256(typeof data === 'string' ? encodeUtf8(data) : data))
}
