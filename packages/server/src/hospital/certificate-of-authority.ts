import { X509Certificate } from 'node:crypto'

/** Whether a text is one certificate, PEM or base64 DER, of somebody who may certify others. */
export function isCertificateOfAuthority(text: string): boolean {
  try {
    const isPem = text.includes('-----')
    // Whoever reads several takes each of them for a root, and only the first was looked at.
    if (isPem && text.split('-----BEGIN ').length !== 2) return false
    return new X509Certificate(isPem ? text : derOf(text)).ca
  } catch {
    return false
  }
}

function derOf(text: string): Buffer {
  const der = Buffer.from(text, 'base64')
  if (der.toString('base64') === text) return der
  throw new TypeError('Not base64 in full')
}
