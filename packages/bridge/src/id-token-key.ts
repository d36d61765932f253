import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto'
import { type Signer, thumbprintOf } from '@fidecura/identity'
import { ExternalSigningKey } from 'oidc-provider'
import { BridgeError } from './errors.ts'

/**
 * The signer of ID tokens as the provider takes it: it is asked to sign, and never for its key.
 *
 * @throws BridgeError `bridge_options_invalid`: not a signer of ES256, which every platform can verify.
 */
export async function idTokenKeyOf(signer: Signer): Promise<ExternalSigningKey> {
  if (signer.algorithm !== 'ES256') {
    throw new BridgeError('bridge_options_invalid', 'Not ES256', { place: 'signer' })
  }
  return new SignerKey(signer, await thumbprintOf(signer.publicKey))
}

// The one class: the provider asks whether it is an instance.
class SignerKey extends ExternalSigningKey {
  readonly #signer: Signer

  constructor(signer: Signer, kid: string) {
    super()
    this.#signer = signer
    // The provider's types have them read-only; its class has setters.
    Object.assign(this, { kid, alg: 'ES256' })
  }

  override keyObject(): KeyObject {
    return createPublicKey({ key: { ...this.#signer.publicKey } as JsonWebKey, format: 'jwk' })
  }

  override async sign(data: Uint8Array): Promise<Uint8Array> {
    return await this.#signer.sign(Uint8Array.from(data))
  }
}
