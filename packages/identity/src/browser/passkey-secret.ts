import { IdentityError } from '../errors.ts'
import type { PasskeyLock } from './key-record.ts'

/** A passkey to be made, which the browser asks the person for. */
export interface NewPasskey {
  /** What the person sees in their list of passkeys: no name of a patient, as it is shown and synchronised. */
  readonly label: string
  /** Default: the host name of the page. */
  readonly rpId?: string
  readonly signal?: AbortSignal | undefined
}

/** A passkey, and what it yields for its salt to whoever it has verified. */
export interface PasskeySecret extends Pick<PasskeyLock, 'credentialId' | 'rpId' | 'salt'> {
  readonly secret: Uint8Array<ArrayBuffer>
}

type Prf = NonNullable<AuthenticationExtensionsClientOutputs['prf']>
type Answer = Pick<PublicKeyCredential, 'rawId' | 'response' | 'getClientExtensionResults'>

const timeout = 120_000
// ES256, Ed25519, RS256. What it signs with does not matter here: only its secret is used.
const algorithms = [-7, -8, -257]

/**
 * Makes a passkey with a secret of its own: the PRF extension of WebAuthn Level 3 §10.1.4.
 *
 * @throws {@link IdentityError} `browser_passkey_unavailable`; `browser_passkey_refused`, unknown.
 */
export async function createPasskeySecret({
  label,
  rpId = location.hostname,
  signal,
}: NewPasskey): Promise<PasskeySecret> {
  const salt = crypto.getRandomValues(new Uint8Array(32))
  const answer = await ask((credentials) =>
    credentials.create({
      publicKey: {
        rp: { id: rpId, name: rpId },
        user: {
          id: crypto.getRandomValues(new Uint8Array(32)),
          name: label,
          displayName: label,
        },
        challenge: challenge(),
        pubKeyCredParams: algorithms.map((alg) => ({ type: 'public-key', alg })),
        authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
        extensions: { prf: { eval: { first: salt } } },
        timeout,
      },
      ...(signal && { signal }),
    }),
  )
  const credentialId = new Uint8Array(answer.rawId)
  const passkey = { credentialId, rpId, salt }
  const prf = prfOf(answer)
  // Some yield it only when they are used, not yet when they are made.
  if (prf?.enabled === true && prf.results === undefined) {
    return { ...passkey, secret: await readPasskeySecret(passkey, signal) }
  }
  const { getAuthenticatorData } = answer.response as AuthenticatorAttestationResponse
  return { ...passkey, secret: secretOf(answer, getAuthenticatorData.call(answer.response)) }
}

/**
 * What the passkey yields, once the person was verified, for the same salt as before.
 *
 * @throws {@link IdentityError} `browser_passkey_unavailable`; `browser_passkey_refused`, unknown.
 */
export async function readPasskeySecret(
  { credentialId, rpId, salt }: Pick<PasskeyLock, 'credentialId' | 'rpId' | 'salt'>,
  signal: AbortSignal | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  const answer = await ask((credentials) =>
    credentials.get({
      publicKey: {
        rpId,
        allowCredentials: [{ type: 'public-key', id: credentialId }],
        challenge: challenge(),
        userVerification: 'required',
        extensions: { prf: { eval: { first: salt } } },
        timeout,
      },
      ...(signal && { signal }),
    }),
  )
  return secretOf(answer, (answer.response as AuthenticatorAssertionResponse).authenticatorData)
}

async function ask(
  request: (credentials: CredentialsContainer) => Promise<Credential | null>,
): Promise<Answer> {
  const { credentials } = navigator as Partial<Navigator>
  if (credentials === undefined || typeof PublicKeyCredential === 'undefined') throw unavailable()
  let answer: Credential | null
  try {
    answer = await request(credentials)
  } catch (error) {
    const name = (error as { readonly name?: unknown } | null)?.name
    // Of a foreign RP ID, of a page that may not ask, or where nothing knows what is asked for.
    throw name === 'SecurityError' || name === 'NotSupportedError' ? unavailable() : refused()
  }
  if (answer === null) throw refused()
  return answer as PublicKeyCredential
}

function secretOf(answer: Answer, authenticatorData: ArrayBuffer): Uint8Array<ArrayBuffer> {
  const flags = new Uint8Array(authenticatorData)[32] ?? 0
  // UV. An authenticator has another secret for whoever it did not verify.
  if ((flags & 4) === 0) throw refused()
  const first = prfOf(answer)?.results?.first
  if (first === undefined || first.byteLength !== 32) throw unavailable()
  return ArrayBuffer.isView(first)
    ? new Uint8Array(first.buffer as ArrayBuffer, first.byteOffset, 32).slice()
    : new Uint8Array(first as ArrayBuffer)
}

function prfOf(answer: Answer): Prf | undefined {
  return answer.getClientExtensionResults().prf
}

/** Signed by nothing that anybody checks: it is the secret that opens. */
function challenge(): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(32))
}

function unavailable(): IdentityError {
  return new IdentityError(
    'browser_passkey_unavailable',
    'No passkey can open keys here: use the PIN',
  )
}

function refused(): IdentityError {
  return new IdentityError('browser_passkey_refused', 'The passkey was not used', {
    outcome: 'unknown',
  })
}
