import { assertAllowedUrl } from '@fidecura/base'
import type { ClientMetadata } from 'oidc-provider'
import { BridgeError } from './errors.ts'
import { knownScopes } from './person.ts'

/** Somebody else's service, where people sign in. What stands here comes from the operator alone. */
export interface Platform {
  readonly id: string
  /** As wallets show it, by the word of whoever runs the bridge. */
  readonly name: string
  /** Exactly; https. */
  readonly redirectUris: readonly string[]
  /** Of a platform with a server of its own. Without one it is public, and goes by PKCE alone. */
  readonly secret?: string
  /** Where it is told that somebody's sign-in has ended. OpenID Connect Back-Channel Logout 1.0 */
  readonly backchannelLogoutUri?: string
  /** What it may ask for beside `openid`. */
  readonly scopes: readonly ('patient' | 'practitioner' | 'profile' | 'record')[]
}

/**
 * What the provider knows of a platform.
 *
 * @throws BridgeError `bridge_options_invalid`: none, two of one id or name, no name, an unknown scope, a short secret.
 */
export function clientsOf(
  platforms: readonly Platform[],
  door: UrlDoor,
): readonly ClientMetadata[] {
  const ids = new Set(platforms.map(({ id }) => id))
  // Wallets show the name, and what was agreed to is held to it.
  const names = new Set(platforms.map(({ name }) => name.trim().toLowerCase()))
  const isClear = ids.size === platforms.length && names.size === platforms.length
  if (platforms.length === 0 || !isClear) throw invalid('platforms')
  return platforms.map((platform, at) => clientOf(platform, door, `platforms/${at}`))
}

type UrlDoor = Parameters<typeof assertAllowedUrl>[1]

function clientOf(platform: Platform, door: UrlDoor, place: string): ClientMetadata {
  const { id, name, redirectUris, secret, backchannelLogoutUri, scopes } = platform
  const isKnown = scopes.every((scope) => (knownScopes as readonly string[]).includes(scope))
  if (name.trim() === '' || redirectUris.length === 0 || !isKnown) throw invalid(place)
  for (const url of [
    ...redirectUris,
    ...(backchannelLogoutUri === undefined ? [] : [backchannelLogoutUri]),
  ]) {
    assertUrl(url, door, place)
  }
  if (secret !== undefined && secret.length < 32) throw invalid(`${place}/secret`)
  return {
    client_id: id,
    client_name: name,
    redirect_uris: [...redirectUris],
    scope: ['openid', ...scopes].join(' '),
    response_types: ['code'],
    grant_types: ['authorization_code'],
    subject_type: 'pairwise',
    id_token_signed_response_alg: 'ES256',
    ...(secret === undefined
      ? { token_endpoint_auth_method: 'none' }
      : { token_endpoint_auth_method: 'client_secret_basic', client_secret: secret }),
    ...(backchannelLogoutUri === undefined ? {} : { backchannel_logout_uri: backchannelLogoutUri }),
  } as ClientMetadata
}

function assertUrl(url: string, door: UrlDoor, place: string): void {
  try {
    assertAllowedUrl(url, door)
  } catch {
    throw invalid(place)
  }
}

function invalid(place: string): BridgeError {
  return new BridgeError('bridge_options_invalid', 'Not a platform', { place })
}
