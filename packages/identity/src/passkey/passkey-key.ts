import { type PublicJwk, parsePublicJwk } from '../jwk.ts'
import { credentialIdBytes, malformed, readBytes, readObject } from './passkey-shape.ts'
import { publicKeyOfSpki } from './spki.ts'

/** What is kept of a passkey. Plain JSON. */
export interface PasskeyKey {
  /** Base64url. By it the authenticator finds the passkey; it proves nothing. */
  readonly credentialId: string
  /** Of P-256 or Ed25519. */
  readonly publicKey: PublicJwk
}

/**
 * Reads what was kept of a passkey. Takes no other members.
 *
 * @throws {@link IdentityError} `passkey_malformed`, `jwk_malformed`, `key_type_unsupported`.
 */
export function parsePasskeyKey(input: unknown): PasskeyKey {
  const members = readObject(input, '')
  if (Object.keys(members).length !== 2) throw malformed('')
  const { credentialId } = members
  readBytes(credentialId, '/credentialId', credentialIdBytes)
  const publicKey = parsePublicJwk(members['publicKey'])
  // Other curves are registered, and no passkey is asked for them.
  if (publicKey.crv !== 'P-256' && publicKey.crv !== 'Ed25519') throw malformed('/publicKey/crv')
  return Object.freeze({ credentialId: credentialId as string, publicKey })
}

/**
 * Reads the public key of a new passkey from `PublicKeyCredential.toJSON()`.
 *
 * Nothing in there is signed, as no attestation is asked for: before the key counts as somebody's,
 * have it answer a request of a purpose and a nonce of its own.
 *
 * @see {@link https://www.w3.org/TR/webauthn-3/#sctn-public-key-easy | WebAuthn L3 §5.2.1.1}
 *
 * @param registration - A `RegistrationResponseJSON`. Members that are not needed are not looked at.
 * @throws {@link IdentityError} `passkey_malformed`; `key_type_unsupported`: not ES256 or EdDSA;
 *   `jwk_malformed`: a point of small order.
 */
export function parsePasskeyRegistration(registration: unknown): PasskeyKey {
  const { id, rawId, type, response } = readObject(registration, '')
  if (type !== 'public-key') throw malformed('/type')
  readBytes(id, '/id', credentialIdBytes)
  if (rawId !== id) throw malformed('/rawId')
  const { publicKey, publicKeyAlgorithm } = readObject(response, '/response')
  // 91 bytes for P-256, and up to a few hundred for RSA, which is refused by its algorithm.
  const spki = readBytes(publicKey, '/response/publicKey', [1, 2048])
  return Object.freeze({
    credentialId: id as string,
    publicKey: publicKeyOfSpki(spki, publicKeyAlgorithm),
  })
}
