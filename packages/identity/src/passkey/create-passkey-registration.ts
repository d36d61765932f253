import { encodeBase64url } from '@fidecura/base'
import { randomBytes } from '#crypto'
import {
  describePasskeys,
  type PasskeyDescriptor,
  readBytes,
  readRpId,
  readText,
} from './passkey-shape.ts'
import { coseAlgorithms } from './spki.ts'

/** For whom a passkey is made. */
export interface CreatePasskeyRegistrationOptions {
  /** The domain that the passkey will belong to, such as `clinic.example`. */
  readonly rpId: string
  /** What the authenticator shows of the platform, */
  readonly rpName: string
  /** and of the person; it stays on the authenticator. */
  readonly userName: string
  /** Base64url of one to 64 random bytes, never anything personal. WebAuthn L3 §14.6.1. */
  readonly userHandle: string
  /** Credential ids of up to 16 passkeys of this person: no authenticator that has one makes another. */
  readonly exclude?: readonly string[]
}

/** `PublicKeyCredentialCreationOptionsJSON`, of WebAuthn L3 §5.1. */
export interface PasskeyRegistrationRequest {
  readonly rp: { readonly id: string; readonly name: string }
  readonly user: { readonly id: string; readonly name: string; readonly displayName: string }
  readonly challenge: string
  readonly pubKeyCredParams: readonly { readonly type: 'public-key'; readonly alg: -7 | -8 }[]
  readonly excludeCredentials: readonly PasskeyDescriptor[]
  readonly authenticatorSelection: {
    readonly residentKey: 'preferred'
    readonly userVerification: 'required'
  }
  readonly attestation: 'none'
}

/**
 * Asks for a new passkey of a kind that `verifyPasskeyAssertion` takes, which recognises its user.
 * Plain JSON, for `PublicKeyCredential.parseCreationOptionsFromJSON`; `parsePasskeyRegistration` reads
 * the answer.
 *
 * @throws {@link IdentityError} `passkey_malformed`, with the place.
 */
export function createPasskeyRegistration(
  options: CreatePasskeyRegistrationOptions,
): PasskeyRegistrationRequest {
  const { userHandle, exclude = [] } = options
  const name = readText(options.userName, '/userName')
  readBytes(userHandle, '/userHandle', [1, 64])
  const type = 'public-key'
  return Object.freeze({
    rp: Object.freeze({ id: readRpId(options.rpId), name: readText(options.rpName, '/rpName') }),
    user: Object.freeze({ id: userHandle, name, displayName: name }),
    // The interface wants one. Nothing signs it without attestation, so nobody need keep it.
    challenge: encodeBase64url(randomBytes(32)),
    pubKeyCredParams: Object.freeze(
      Object.values(coseAlgorithms).map((alg) => Object.freeze({ type, alg })),
    ),
    excludeCredentials: describePasskeys(exclude, '/exclude', 0),
    authenticatorSelection: Object.freeze({
      residentKey: 'preferred',
      userVerification: 'required',
    }),
    attestation: 'none',
  })
}
