import { concatBytes, createBrand, type Minted } from '@fidecura/base'
import { sha256 } from '#crypto'
import { IdentityError } from '../errors.ts'
import { type PublicJwk, thumbprintOf } from '../jwk.ts'
import { importVerificationKey, isSignature, type VerificationKey } from '../verification-key.ts'
import {
  type AuthenticatorState,
  authenticatorDataBytes,
  proveAuthenticatorData,
} from './authenticator-data.ts'
import { maxClientDataBytes, proveClientData } from './client-data.ts'
import { ecdsaDerBytes, rawOfStrictDer } from './ecdsa-der.ts'
import { challengeOf, type PasskeySubject } from './passkey-challenge.ts'
import { type PasskeyKey, parsePasskeyKey } from './passkey-key.ts'
import {
  credentialIdBytes,
  malformed,
  readBytes,
  readObject,
  readRpId,
  readText,
} from './passkey-shape.ts'

declare const verified: unique symbol

/** That a passkey vouched for a digest. Only {@link verifyPasskeyAssertion} makes one. Deep-frozen. */
export interface VerifiedPasskeyAssertion extends PasskeySubject, AuthenticatorState {
  readonly rpId: string
  /** The page on which it was asked. */
  readonly origin: string
  readonly credentialId: string
  readonly publicKey: PublicJwk
  /** RFC 7638, of the public key. */
  readonly thumbprint: string
  readonly [verified]: true
}

/** What was asked, where, and of which passkey. */
export interface VerifyPasskeyAssertionOptions extends PasskeySubject {
  /** The domain that the passkey belongs to. */
  readonly rpId: string
  /**
   * Of one to 32 pages on which it may be asked, each exactly as browsers write it, such as
   * `https://clinic.example`. WebAuthn L3 §13.4.9.
   */
  readonly origins: readonly string[]
  readonly key: PasskeyKey
  /**
   * What the authenticator must say of whether the key may be copied to other devices. `false`: only
   * a key that stays where it is. Default: either.
   */
  readonly backupEligible?: boolean | undefined
}

/**
 * Proves that a passkey vouched for this digest, for this purpose, on one of these pages, after the
 * authenticator recognised its user. Says nothing about whose passkey it is, or of when, unless there
 * is a nonce.
 *
 * The signature counter is handed out and not judged: what was signed once is verified by many and in
 * any order, and passkeys on several devices have none. WebAuthn L3 §6.1.1.
 *
 * @see {@link https://www.w3.org/TR/webauthn-3/#sctn-verifying-assertion | WebAuthn L3 §7.2}
 *
 * @param assertion - An `AuthenticationResponseJSON`, as `PublicKeyCredential.toJSON()` makes it.
 *   Members that are not signed and not needed are not looked at.
 * @throws {@link IdentityError} `passkey_malformed`, `passkey_credential_wrong`, `passkey_type_wrong`,
 *   `passkey_challenge_wrong`, `passkey_origin_wrong`, `passkey_cross_origin`, `passkey_rp_wrong`,
 *   `passkey_user_absent`, `passkey_user_unverified`, `passkey_backup_wrong`,
 *   `passkey_data_unexpected`, `passkey_signature_invalid`; those of `parsePasskeyKey`.
 */
export async function verifyPasskeyAssertion(
  assertion: unknown,
  options: VerifyPasskeyAssertionOptions,
): Promise<VerifiedPasskeyAssertion> {
  const { purpose, digest, nonce, backupEligible } = options
  const rpId = readRpId(options.rpId)
  const origins = readOrigins(options.origins)
  const { credentialId, publicKey } = parsePasskeyKey(options.key)
  const { id, clientData, authenticatorData, signature } = readAssertion(assertion)
  if (id !== credentialId) {
    throw new IdentityError('passkey_credential_wrong', 'Another passkey answered')
  }
  const challenge = await challengeOf({ purpose, digest, nonce })
  const origin = proveClientData(clientData, { challenge, origins })
  const state = await proveAuthenticatorData(authenticatorData, { rpId, backupEligible })
  // WebAuthn L3 §7.2: what is signed is the one, then the hash of the other.
  const data = concatBytes(authenticatorData, await sha256(clientData))
  const key = await importVerificationKey(publicKey)
  const raw = rawSignature(signature, key)
  if (raw === undefined || !(await isSignature(key, data, raw))) {
    throw new IdentityError('passkey_signature_invalid', 'The passkey did not sign this')
  }
  const subject = nonce === undefined ? { purpose, digest } : { purpose, digest, nonce }
  const thumbprint = await thumbprintOf(publicKey)
  const place = { rpId, origin, credentialId, publicKey, thumbprint }
  const value = brand.mint(Object.freeze({ ...subject, ...place, ...state }))
  return value
}

const brand: Minted<VerifiedPasskeyAssertion> = /* @__PURE__ */ createBrand(
  () => new IdentityError('passkey_not_verified', 'Pass what verifyPasskeyAssertion returned'),
)

/**
 * Lets nothing pass but the very value that {@link verifyPasskeyAssertion} returned.
 *
 * @throws {@link IdentityError} `passkey_not_verified`.
 */
export function assertVerifiedPasskeyAssertion(
  value: unknown,
): asserts value is VerifiedPasskeyAssertion {
  brand.assert(value)
}

interface ReadAssertion {
  readonly id: string
  readonly clientData: Uint8Array
  readonly authenticatorData: Uint8Array
  readonly signature: Uint8Array
}

function readAssertion(input: unknown): ReadAssertion {
  const { id, rawId, type, response } = readObject(input, '')
  if (type !== 'public-key') throw malformed('/type')
  readBytes(id, '/id', credentialIdBytes)
  if (rawId !== id) throw malformed('/rawId')
  const members = readObject(response, '/response')
  const read = (name: string, sizes: readonly [number, number]): Uint8Array =>
    readBytes(members[name], `/response/${name}`, sizes)
  return {
    id: id as string,
    clientData: read('clientDataJSON', [2, maxClientDataBytes]),
    authenticatorData: read('authenticatorData', [authenticatorDataBytes, authenticatorDataBytes]),
    signature: read('signature', ecdsaDerBytes),
  }
}

/** WebAuthn L3 §6.5.5: DER for ECDSA, the 64 bytes of RFC 8032 for Ed25519. */
function rawSignature(bytes: Uint8Array, key: VerificationKey): Uint8Array | undefined {
  return key.algorithm === 'ES256' ? rawOfStrictDer(bytes, 32) : bytes
}

function readOrigins(origins: readonly string[]): readonly string[] {
  if (!Array.isArray(origins) || origins.length === 0 || origins.length > 32) {
    throw malformed('/origins')
  }
  return origins.map((origin, n) => readText(origin, `/origins/${n}`))
}
