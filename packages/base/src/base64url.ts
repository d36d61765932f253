import { decodeBytes, encodeBytes } from '#codec'
import { BaseError } from './errors.ts'

/** Without padding. RFC 7515 §2. */
export function encodeBase64url(bytes: Uint8Array): string {
  return encodeBytes(bytes)
}

/**
 * Accepts the one canonical encoding: no padding, no white space, no stray bits, so that one token
 * has one spelling.
 *
 * @throws {@link BaseError} `base64url_malformed`.
 */
export function decodeBase64url(text: string): Uint8Array {
  const bytes = decodeBytes(text)
  if (bytes === undefined) throw new BaseError('base64url_malformed', 'Not canonical base64url')
  return bytes
}
