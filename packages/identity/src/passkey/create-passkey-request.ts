import { challengeOf, type PasskeySubject } from './passkey-challenge.ts'
import { describePasskeys, malformed, type PasskeyDescriptor, readRpId } from './passkey-shape.ts'

/** What is asked, and which passkeys may answer. */
export interface CreatePasskeyRequestOptions extends PasskeySubject {
  /** The domain that the passkeys belong to, such as `clinic.example`. */
  readonly rpId: string
  /** Of one to 16 passkeys that may answer. */
  readonly credentialIds: readonly string[]
  /** How long the browser may wait. Default 300,000. */
  readonly timeoutMs?: number
}

/** `PublicKeyCredentialRequestOptionsJSON`, of WebAuthn L3 §5.1. */
export interface PasskeyRequest {
  readonly challenge: string
  readonly rpId: string
  readonly allowCredentials: readonly PasskeyDescriptor[]
  readonly userVerification: 'required'
  readonly timeout: number
}

/**
 * Asks for an assertion about a digest, by somebody whom the authenticator recognises. Plain JSON, for
 * `PublicKeyCredential.parseRequestOptionsFromJSON`; `verifyPasskeyAssertion` judges the answer.
 *
 * @see {@link https://www.w3.org/TR/webauthn-3/#sctn-parseRequestOptionsFromJSON | WebAuthn L3 §5.1}
 *
 * @throws {@link IdentityError} `passkey_malformed`, with the place.
 */
export async function createPasskeyRequest(
  options: CreatePasskeyRequestOptions,
): Promise<PasskeyRequest> {
  const { rpId, credentialIds, timeoutMs = 300_000 } = options
  const timely = Number.isInteger(timeoutMs) && timeoutMs > 0 && timeoutMs <= 3_600_000
  if (!timely) throw malformed('/timeoutMs')
  return Object.freeze({
    challenge: await challengeOf(options),
    rpId: readRpId(rpId),
    // An empty list would let any passkey of the domain answer. WebAuthn L3 §5.5.
    allowCredentials: describePasskeys(credentialIds, '/credentialIds', 1),
    userVerification: 'required',
    timeout: timeoutMs,
  })
}
