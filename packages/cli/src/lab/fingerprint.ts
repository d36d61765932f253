import { BaseError, decodeBase64url, decodeHex, encodeBase64url, encodeHex } from '@fidecura/base'
import { wrongOption } from '../options.ts'

/** A thumbprint as people read it to each other: sixteen groups of four, in which no letter has a twin of another size. */
export function fingerprintOf(thumbprint: string): string {
  const digits = encodeHex(decodeBase64url(thumbprint)).toUpperCase()
  return (digits.match(/.{4}/g) ?? []).join(' ')
}

/** Reads a thumbprint (RFC 7638, base64url), or a fingerprint with or without its spaces. */
export function readThumbprint(text: string, option: string): string {
  if (/^[\w-]{43}$/.test(text)) {
    try {
      decodeBase64url(text)
      return text
    } catch (error) {
      if (!BaseError.is(error)) throw error
    }
  }
  const bytes = decodeHex(text.replace(/[\s:]/g, '').toLowerCase())
  if (bytes?.length === 32) return encodeBase64url(bytes)
  throw wrongOption(option, 'THUMBPRINT', 'XXXX XXXX …', 'FILE')
}
