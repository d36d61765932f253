import { allowLoopbackHttp, type Clock, type EpochSeconds, epochSeconds } from '@fidecura/base'
import { sameDeviceAcr } from '@fidecura/bridge/platform'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import * as openid from 'openid-client'
import { PortalError } from './portal-error.ts'
import type { PortalOptions } from './portal-options.ts'

/** What only the browser that began can bring to an end. */
export interface PendingSignIn {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
}

/** Who signed in, as the provider says it. */
export interface SignedIn {
  /** What this portal calls the person: no other platform knows them by it. */
  readonly subject: string
  /** `acr`, `auth_time` and the like, of the ID token. */
  readonly proven: Readonly<Record<string, unknown>>
  /** By scope, from `userinfo`. */
  readonly claims: Readonly<Record<string, unknown>>
  /** By the provider's clock, as its logout tokens are: `iat` of the ID token. */
  readonly at: EpochSeconds
}

/** How somebody wishes to sign in. */
interface SignInWish {
  readonly as: 'patient' | 'practitioner'
  /** Whether only a wallet in this very device will do. */
  readonly sameDevice: boolean
  readonly language: string
}

/** Signing in at a provider of OpenID Connect: nothing here knows of wallets. */
export interface SignIn {
  begin(wish: SignInWish): Promise<{ readonly url: string; readonly pending: PendingSignIn }>
  /** @throws PortalError `sign_in_failed`: not the answer to what this browser began, or it was declined. */
  finish(url: URL, pending: PendingSignIn): Promise<SignedIn>
  /**
   * Reads that a sign-in has ended. OpenID Connect Back-Channel Logout 1.0 §2.6
   *
   * @throws PortalError `logout_untrusted`.
   */
  ended(token: string): Promise<{ readonly subject: string; readonly by: EpochSeconds }>
}

const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout'

export function createSignIn(options: PortalOptions, clock: Clock): SignIn {
  const { origin, signIn } = options
  const { issuer, clientId, clientSecret } = signIn
  const isPlain = options[allowLoopbackHttp]?.includes(new URL(issuer).origin) === true
  const authentication =
    clientSecret === undefined ? openid.None() : openid.ClientSecretBasic(clientSecret)
  const execute = isPlain ? [openid.allowInsecureRequests] : []
  let found: Promise<Provider> | undefined
  // Once, and again after it failed.
  const provider = (): Promise<Provider> => {
    found ??= openid
      .discovery(new URL(issuer), clientId, {}, authentication, { execute, timeout: 10 })
      .then((config) => {
        const keys = new URL(config.serverMetadata().jwks_uri ?? '')
        return { config, keys: createRemoteJWKSet(keys, { timeoutDuration: 10_000 }) }
      })
      .catch((error: unknown) => {
        found = undefined
        throw error
      })
    return found
  }

  return {
    async begin({ as, sameDevice, language }) {
      const { config } = await provider()
      const verifier = openid.randomPKCECodeVerifier()
      const [state, nonce] = [openid.randomState(), openid.randomNonce()]
      const scope =
        as === 'patient' ? 'openid patient record profile' : 'openid practitioner profile'
      const url = openid.buildAuthorizationUrl(config, {
        ...{ redirect_uri: `${origin}/signed-in`, scope, state, nonce, ui_locales: language },
        code_challenge: await openid.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        ...(sameDevice ? { acr_values: sameDeviceAcr } : {}),
      })
      return { url: url.href, pending: { state, nonce, verifier } }
    },

    async finish(url, pending) {
      try {
        const { config } = await provider()
        const tokens = await openid.authorizationCodeGrant(config, url, {
          expectedState: pending.state,
          expectedNonce: pending.nonce,
          pkceCodeVerifier: pending.verifier,
          idTokenExpected: true,
        })
        const proven = { ...tokens.claims() }
        const subject = String(proven['sub'])
        const claims = await openid.fetchUserInfo(config, tokens.access_token, subject)
        return { subject, proven, claims, at: epochSeconds(Number(proven['iat'])) }
      } catch (error) {
        throw signInFailed(codeOf(error))
      }
    },

    async ended(token) {
      try {
        const { keys } = await provider()
        const { payload } = await jwtVerify(token, keys, {
          ...{ issuer, audience: clientId, typ: 'logout+jwt', algorithms: ['ES256'] },
          ...{ maxTokenAge: 600, requiredClaims: ['sub', 'jti'], clockTolerance: 60 },
          currentDate: new Date(clock() * 1000),
        })
        const { sub, iat, nonce, events } = payload
        const isLogout = typeof events === 'object' && events !== null && logoutEvent in events
        if (isLogout && nonce === undefined) {
          // Replayed, it ends nothing that began later.
          return { subject: sub ?? '', by: epochSeconds(iat ?? 0) }
        }
      } catch {
        // What the library says may quote the token.
      }
      throw new PortalError('logout_untrusted', 'Not a word of the provider')
    },
  }
}

interface Provider {
  readonly config: openid.Configuration
  readonly keys: ReturnType<typeof createRemoteJWKSet>
}

/** Codes alone: what a library writes may quote what it was given. */
function codeOf(error: unknown): string {
  const { error: ofProvider, code } = (error ?? {}) as Readonly<Record<string, unknown>>
  const found = [ofProvider, code].find((one) => typeof one === 'string')
  return /^\w{1,64}$/.test(String(found)) ? String(found) : 'other'
}

/** @param place - A code: of the provider, of the library, or ours. */
export function signInFailed(place: string): PortalError {
  return new PortalError('sign_in_failed', 'The sign-in did not come to an end', { place })
}
