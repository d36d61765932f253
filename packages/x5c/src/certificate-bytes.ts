import { decodeBase64url } from '@fidecura/base'

const pem = /-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\s]*)-----END \1-----/g

/**
 * Bytes as they are; of text every block of PEM with this label, or else base64. RFC 7468 §2.
 *
 * @returns Undefined if it is neither.
 */
export function bytesOf(input: Uint8Array | string, label: string): Uint8Array[] | undefined {
  if (ArrayBuffer.isView(input)) return [Uint8Array.from(input)]
  if (typeof input !== 'string') return undefined
  if (!input.includes('-----')) {
    const bytes = decodeBase64(input)
    return bytes === undefined ? undefined : [bytes]
  }
  const found: Uint8Array[] = []
  for (const [, kind, text = ''] of input.matchAll(pem)) {
    const bytes = kind === label ? decodeBase64(text.replace(/\s+/g, '')) : undefined
    if (bytes === undefined) return undefined
    found.push(bytes)
  }
  return found.length > 0 ? found : undefined
}

/** Canonical base64 with its padding, as RFC 7515 §4.1.6 asks for: not base64url. RFC 4648 §4. */
export function decodeBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined
  try {
    return decodeBase64url(text.replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_'))
  } catch {
    return undefined
  }
}

export function encodeBase64(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text)
}
