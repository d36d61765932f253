import { type Certificate, readCertificate } from './certificate.ts'
import { bytesOf, decodeBase64 } from './certificate-bytes.ts'
import { X5cError } from './errors.ts'

/** Longer chains are not in use, and each certificate costs its reader a verification. */
const maxCertificates = 4
// A header of 16 KiB must have room for the rest of it.
const maxChainBytes = 14_336

/**
 * Reads what a header names as `x5c`.
 *
 * @throws {@link X5cError} `x5c_missing`, `x5c_malformed`, `x5c_too_large`.
 */
export function readChain(x5c: unknown): readonly [Certificate, ...Certificate[]] {
  if (x5c === undefined) throw new X5cError('x5c_missing', 'No certificates ride along')
  if (!Array.isArray(x5c)) throw malformed('/x5c')
  if (x5c.length > maxCertificates) throw tooLarge()
  let length = 0
  const chain: Certificate[] = []
  for (const [position, text] of x5c.entries()) {
    const place = `/x5c/${position}`
    if (typeof text !== 'string') throw malformed(place)
    length += text.length
    if (length > maxChainBytes) throw tooLarge()
    const der = decodeBase64(text)
    const certificate = der === undefined ? undefined : readCertificate(der)
    if (certificate === undefined) throw malformed(place)
    chain.push(certificate)
  }
  const [leaf, ...others] = chain
  if (leaf === undefined) throw malformed('/x5c')
  return [leaf, ...others]
}

/**
 * Reads what the caller trusts.
 *
 * @throws {@link X5cError} `x5c_root_malformed`.
 */
export function readRoots(roots: readonly (Uint8Array | string)[]): readonly Certificate[] {
  return roots.flatMap((input, position) => {
    const certificates = bytesOf(input, 'CERTIFICATE')?.map(readCertificate)
    return (certificates ?? [undefined]).map((certificate) => {
      if (certificate !== undefined) return certificate
      const place = `/roots/${position}`
      throw new X5cError('x5c_root_malformed', 'Not a certificate in DER or PEM', { place })
    })
  })
}

function malformed(place: string): X5cError {
  return new X5cError('x5c_malformed', 'Not a list of certificates', { place })
}

function tooLarge(): X5cError {
  return new X5cError('x5c_too_large', 'More certificates than the limit')
}
