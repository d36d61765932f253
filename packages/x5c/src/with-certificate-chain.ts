import type { Signer } from '@fidecura/identity'
import { bytesOf, encodeBase64 } from './certificate-bytes.ts'
import { X5cError } from './errors.ts'
import { readChain } from './read-chain.ts'
import { isOfKey } from './signature.ts'

/**
 * A signer that shows what authorities certified of its key in the header of whatever it signs. Everybody
 * who sees a signature then sees the names in the certificates: this is for organisations, not for patients.
 *
 * @param chain - DER, base64 DER, or PEM of one or several certificates; that of the key first, each issued
 *   by the one after it. At most four; the root need not be there.
 * @returns Frozen; signs with the same key.
 * @throws {@link X5cError} `x5c_malformed`, `x5c_too_large`, `x5c_key_mismatch`, `x5c_issuer_mismatch`.
 */
export function withCertificateChain(
  signer: Signer,
  chain: readonly (Uint8Array | string)[],
): Signer {
  const encoded = chain.flatMap((input, position) => {
    const certificates = bytesOf(input, 'CERTIFICATE')
    if (certificates !== undefined) return certificates.map(encodeBase64)
    throw new X5cError('x5c_malformed', 'Not a certificate', { place: `/x5c/${position}` })
  })
  const read = readChain(encoded)
  if (!isOfKey(read[0], signer.publicKey)) {
    throw new X5cError('x5c_key_mismatch', 'Certifies another key', { place: '/x5c/0' })
  }
  for (const [position, { issuer }] of read.slice(0, -1).entries()) {
    if (issuer.encoded === read[position + 1]?.subject.encoded) continue
    const place = `/x5c/${position}`
    throw new X5cError('x5c_issuer_mismatch', 'Not issued under the name of the next one', {
      place,
    })
  }
  const { did, keyId, algorithm, publicKey } = signer
  return Object.freeze<Signer>({
    did,
    keyId,
    algorithm,
    publicKey,
    certificateChain: Object.freeze(encoded),
    // Not a copy: what signs may be a method of an object with secrets of its own.
    sign: (data, options) => signer.sign(data, options),
  })
}
