import { encodeBase64url, type Fetch } from '@fidecura/base'
import { randomBytes } from '@fidecura/identity'
import type { Provider } from 'oidc-provider'
import { BridgeError } from './errors.ts'

/** How long a platform may take to hear it. */
const tellMs = 2500

/** A client and a token as the provider has them, beyond what its types say. */
interface LoggingOut {
  readonly backchannelLogoutUri?: string
}
interface LogoutToken {
  mask: object
  set(name: string, value: unknown): void
  issue(options: { readonly use: 'logout' }): Promise<string>
}
type LogoutTokens = new (claims: object, terms: { client: object; ctx: undefined }) => LogoutToken

/**
 * Tells a platform that a sign-in has ended: posted by ourselves, for the provider reaches for nothing by itself. By `sub`
 * alone: what ends for a person at a platform ends in each of their browsers.
 *
 * @throws BridgeError `bridge_platform_unreached`; what `fetch` throws.
 * @see {@link https://openid.net/specs/openid-connect-backchannel-1_0.html#BCRequest | Back-Channel Logout 1.0 §2.5}
 */
export async function logOut(
  provider: Provider,
  { account, platform }: { readonly account: string; readonly platform: string },
  fetch: Fetch,
): Promise<void> {
  const client = (await provider.Client.find(platform)) as LoggingOut | undefined
  if (client?.backchannelLogoutUri === undefined) return
  const { IdToken } = provider as unknown as { readonly IdToken: LogoutTokens }
  const token = new IdToken({ sub: account }, { client, ctx: undefined })
  // That `sub` is there, and by the name that this platform has for it.
  token.mask = { sub: null }
  token.set('events', { 'http://schemas.openid.net/event/backchannel-logout': {} })
  token.set('jti', encodeBase64url(randomBytes(16)))
  const form = new URLSearchParams({ logout_token: await token.issue({ use: 'logout' }) })
  const { status } = await fetch(client.backchannelLogoutUri, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
    redirect: 'manual',
    signal: AbortSignal.timeout(tellMs),
  })
  if (status === 200 || status === 204) return
  throw new BridgeError('bridge_platform_unreached', 'Not heard', { outcome: 'unknown' })
}
