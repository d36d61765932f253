import { BaseError, decodeBase64url, decodeHex, encodeBase64url, encodeHex } from '@fidecura/base'
import { wrongOption } from '../options.ts'

/** A thumbprint as people read it to each other: sixteen groups of four, in which no letter has a twin of another size. */
export function fingerprintOf(thumbprint: string): string {
  const digits = encodeHex(decodeBase64url(thumbprint)).toUpperCase()
  return (digits.match(/.{4}/g) ?? []).join(' ')
}

/** Whether it is either spelling of a thumbprint, and so no name of a file. */
export function isThumbprint(text: string): boolean {
  return thumbprintIn(text) !== undefined
}

/** Reads a thumbprint (RFC 7638, base64url), or a fingerprint with or without its spaces. */
export function readThumbprint(text: string, option: string): string {
  const thumbprint = thumbprintIn(text)
  if (thumbprint === undefined) throw wrongOption(option, 'THUMBPRINT', 'XXXX XXXX …', 'FILE')
  return thumbprint
}

function thumbprintIn(text: string): string | undefined {
  if (/^[\w-]{43}$/.test(text)) {
    try {
      decodeBase64url(text)
      return text
    } catch (error) {
      if (!BaseError.is(error)) throw error
    }
  }
  const bytes = decodeHex(text.replace(/[\s:]/g, '').toLowerCase())
  return bytes?.length === 32 ? encodeBase64url(bytes) : undefined
}
