import { hkdfSync, timingSafeEqual } from 'node:crypto'
import { encodeUtf8 } from '@fidecura/base'
import type { Signer } from '@fidecura/identity'
import { UsageError } from '../usage-error.ts'

const label = encodeUtf8('urn:fidecura:sign-in-secret:1')

/**
 * The secret of a sign-in bridge, made of a key that signs this one label and nothing else: so it is kept as all keys
 * of the hospital are, in a sealed file or a token, and nowhere in clear. Ed25519 signs the same text alike each time
 * (RFC 8032 §5.1.6).
 *
 * @throws UsageError `file_unexpected`: a key that signs at random would make everybody somebody else with each start.
 */
export async function signInSecretOf(signer: Signer): Promise<Uint8Array> {
  const [first, again] = [await signer.sign(label), await signer.sign(label)]
  if (signer.algorithm !== 'EdDSA' || !timingSafeEqual(first, again)) {
    throw new UsageError('file_unexpected', 'Not a key of Ed25519', { place: 'sign-in-secret' })
  }
  return new Uint8Array(hkdfSync('sha256', first, '', label, 32))
}
