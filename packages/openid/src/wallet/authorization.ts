import { type EpochSeconds, encodeBase64url, epochSeconds } from '@fidecura/base'
import { randomBytes, sha256Text } from '@fidecura/identity'
import { OpenIdError } from '../errors.ts'
import { readText } from '../members.ts'
import { offerLinkOf } from '../vci/credential-offer.ts'
import { reasonOf } from '../vci/reasons.ts'
import { groundOf, type OfferGround, type OpenedOffer } from './open-credential-offer.ts'
import { createProvenSender } from './proven-sender.ts'

/** As which wallet, and where the answer is to go. */
export interface StartAuthorizationOptions {
  /** What the issuer knows this wallet by. */
  readonly clientId: string
  readonly redirectUri: string
}

/**
 * What to keep until the browser comes back: plain JSON, for this tab alone (`sessionStorage`). Whoever has it
 * and the answer has the credentials.
 */
export interface AuthorizationSession {
  readonly version: 'urn:fidecura:openid-authorization:1'
  /** The offer, to be opened again if the page was left. */
  readonly link: string
  /** Who was asked, and nobody else may answer. */
  readonly server: string
  readonly state: string
  readonly verifier: string
  readonly clientId: string
  readonly redirectUri: string
  /** Exclusive. */
  readonly expiresAt: EpochSeconds
}

const sessionSeconds = 900

/**
 * Sends a person to sign in with the issuer: go to `url`, and keep `session`. What is asked for was pushed
 * beforehand, so the address shows none of it. RFC 9126, RFC 7636.
 *
 * @throws OpenIdError `openid_grant_unsupported`: the server takes no pushed requests, or no PKCE with S256;
 *   `openid_refused`, with the reason; `openid_message_malformed`; `openid_server_failed` (unknown).
 */
export async function startAuthorization(
  offer: OpenedOffer,
  { clientId, redirectUri }: StartAuthorizationOptions,
): Promise<{ readonly url: string; readonly session: AuthorizationSession }> {
  const ground = groundOf(offer)
  const { server, network } = ground
  const { parEndpoint, authorizationEndpoint, challengeMethods } = server
  const hasBoth = parEndpoint !== undefined && authorizationEndpoint !== undefined
  // A server that does not say so may ignore the challenge, and give tokens to whoever caught the code.
  if (!hasBoth || !challengeMethods.includes('S256')) {
    throw new OpenIdError('openid_grant_unsupported', 'Signing in would not be safe there')
  }
  const state = encodeBase64url(randomBytes(32))
  const verifier = encodeBase64url(randomBytes(32))
  const form = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    state,
    code_challenge: await sha256Text(verifier),
    code_challenge_method: 'S256',
    ...wantedOf(ground),
  })
  const contentType = 'application/x-www-form-urlencoded'
  const sender = createProvenSender(undefined, network)
  const { body } = await sender.send(parEndpoint, { body: form.toString(), contentType })
  const requestUri = readText(body['request_uri'], '/request_uri')
  const url = new URL(authorizationEndpoint)
  url.searchParams.set('client_id', clientId)
  url.searchParams.set('request_uri', requestUri)
  const session = Object.freeze<AuthorizationSession>({
    version: 'urn:fidecura:openid-authorization:1',
    link: offerLinkOf({ offer: ground.offer }),
    server: server.issuer,
    state,
    verifier,
    clientId,
    redirectUri,
    expiresAt: epochSeconds(Math.floor(network.clock()) + sessionSeconds),
  })
  return { url: url.href, session }
}

/** By scopes if each has one: a server that knows no details then has what it needs. OpenID4VCI 1.0 §5.1, §5.1.2. */
function wantedOf({ metadata, offer }: OfferGround): Record<string, string> {
  const { configurations, authorizationServers, credentialIssuer } = metadata
  const scopes = configurations.flatMap(({ scope }) => scope ?? [])
  // A server may stand for several issuers, and one of them may be after the credentials of another.
  const isShared = authorizationServers.length > 0
  const locations = isShared ? { locations: [credentialIssuer] } : {}
  const resource = isShared ? { resource: credentialIssuer } : {}
  const details = configurations.map(({ id }) => ({
    type: 'openid_credential',
    credential_configuration_id: id,
    ...locations,
  }))
  const issuerState = offer.authorizationCode?.issuerState
  return {
    ...(new Set(scopes).size === configurations.length
      ? { scope: scopes.join(' '), ...resource }
      : { authorization_details: JSON.stringify(details) }),
    ...(issuerState === undefined ? {} : { issuer_state: issuerState }),
  }
}

/** What the browser brought back, and what it is to be the answer to. */
export interface AuthorizedBy {
  readonly session: AuthorizationSession
  /** The whole address that the browser was sent to. */
  readonly redirectedTo: string
}

/**
 * The fields of a token request, if the answer is that of the server that was asked, to this very question.
 *
 * @throws OpenIdError `openid_authorization_mismatch`, `openid_expired`; `openid_refused`, with the reason.
 */
export function codeOf(
  { session, redirectedTo }: AuthorizedBy,
  { server, offer, network }: OfferGround,
): Record<string, string> {
  const { redirectUri, clientId, verifier, expiresAt } = session
  const isOfOffer = session.link === offerLinkOf({ offer }) && session.server === server.issuer
  const isThere = redirectedTo.split('?')[0] === redirectUri.split('?')[0]
  if (!isOfOffer || !isThere) throw mismatch()
  const fields = new URLSearchParams(redirectedTo.split('#')[0]?.split('?')[1] ?? '')
  const once = (name: string): string | undefined => {
    const [value, ...others] = fields.getAll(name)
    if (others.length > 0) throw mismatch()
    return value
  }
  if (once('state') !== session.state) throw mismatch()
  const iss = once('iss')
  // The answer of another server, which would be handed to this one. RFC 9207 §2.4.
  if (iss === undefined ? server.namesItself : iss !== server.issuer) throw mismatch()
  if (!(network.clock() < expiresAt)) {
    throw new OpenIdError('openid_expired', 'The time to sign in is over')
  }
  const error = once('error')
  if (error !== undefined) {
    throw new OpenIdError('openid_refused', 'The other side refused', { reason: reasonOf(error) })
  }
  const code = readText(once('code'), '/code')
  return {
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    client_id: clientId,
    code_verifier: verifier,
  }
}

function mismatch(): OpenIdError {
  return new OpenIdError('openid_authorization_mismatch', 'Not the answer to what was asked')
}
