import { randomBytes } from '@fidecura/identity'
import { OpenIdError } from '../errors.ts'
import { wellKnownUrl } from '../vci/protocol.ts'
import { answer, answerEmpty, answerPreflight, answerRefusal } from './answers.ts'
import { type Approval, approveWish, authorize, declineWish, pushRequest } from './authorize.ts'
import { exchangeCode } from './exchange-code.ts'
import { createGrants } from './grants.ts'
import { handOutCredentials, handOutDeferred } from './hand-out-credentials.ts'
import type { IssuerContext } from './issuer-context.ts'
import { type CredentialIssuerOptions, checkOptions } from './issuer-options.ts'
import { answerOffer, type MadeOffer, makeOffer, type OfferOptions } from './make-offer.ts'
import { answerIssuerMetadata, serverMetadata } from './metadata.ts'
import { createServerNonces } from './server-nonces.ts'
import { takeNotification } from './take-notification.ts'

/** Hands out credentials by OpenID4VCI 1.0, and is its own authorisation server. */
export interface CredentialIssuer {
  /** Offers credentials to somebody. */
  offer(wanted: OfferOptions): Promise<MadeOffer>
  /**
   * Answers whatever is asked below the issuer's URL, and for its two well-known files. Never rejects.
   *
   * @param request - As it came; its host is not looked at.
   */
  handle(request: Request): Promise<Response>
  /**
   * Somebody who has signed in agrees to what a wallet wants of them.
   *
   * @param wish - `wish.id`, of their own session and of no parameter.
   * @returns Where to send their browser.
   * @throws {@link OpenIdError} `openid_expired`: answered before, or too late.
   */
  approve(wish: string, approval: Approval): Promise<string>
  /** They do not, or are somebody else. As {@link CredentialIssuer.approve}. */
  decline(wish: string): Promise<string>
}

/**
 * Makes an issuer that knows no server: give it requests, and send what it answers.
 *
 * @see {@link https://openid.net/specs/openid-4-verifiable-credential-issuance-1_0.html | OpenID4VCI 1.0}
 *
 * @throws {@link OpenIdError} `openid_options_invalid`, with the place.
 */
export function createCredentialIssuer(given: CredentialIssuerOptions): CredentialIssuer {
  const options = checkOptions(given)
  const { url, clock } = options
  const context: IssuerContext = {
    options,
    grants: createGrants(options.store, url, clock),
    nonces: createServerNonces(options.nonceKey ?? randomBytes(32), url, clock),
  }
  const routes = routesOf(context)
  return Object.freeze<CredentialIssuer>({
    offer: (wanted) => makeOffer(wanted, context),
    approve: (wish, approval) => approveWish(wish, approval, context),
    decline: (wish) => declineWish(wish, context),
    async handle(request) {
      const path = new URL(request.url).pathname
      const offer = path.startsWith(`${routes.offers}/`) ? path.slice(routes.offers.length + 1) : ''
      const route = offer === '' ? routes.byPath.get(path) : offerRoute(offer, context)
      if (route === undefined) return answerEmpty(404)
      if (request.method === 'OPTIONS' && !route.isPage) return answerPreflight()
      if (request.method !== route.method) return answerEmpty(405, { allow: route.method })
      const nonce =
        route.method === 'POST' ? { 'dpop-nonce': await context.nonces.make('dpop') } : {}
      const response = await answered(request, route, context)
      for (const [name, value] of Object.entries(nonce)) response.headers.set(name, value)
      return response
    },
  })
}

interface Route {
  readonly method: 'GET' | 'POST'
  /** Tokens open it. */
  readonly isResource?: true
  /** It is looked at, and not called. */
  readonly isPage?: true
  readonly answer: (request: Request) => Response | Promise<Response>
}

function routesOf(context: IssuerContext): {
  readonly byPath: ReadonlyMap<string, Route>
  readonly offers: string
} {
  const { url, authorization } = context.options
  const below = (name: string): string => new URL(`${url}/${name}`).pathname
  const wellKnown = (name: Parameters<typeof wellKnownUrl>[1]): string =>
    new URL(wellKnownUrl(url, name)).pathname
  const post = (path: string, run: (request: Request, own: IssuerContext) => Promise<Response>) =>
    [below(path), { method: 'POST', answer: (request) => run(request, context) }] as [string, Route]
  const byPath = new Map<string, Route>([
    [
      wellKnown('openid-credential-issuer'),
      { method: 'GET', answer: (request) => answerIssuerMetadata(request, context) },
    ],
    [
      wellKnown('oauth-authorization-server'),
      { method: 'GET', answer: () => answer(200, serverMetadata(context)) },
    ],
    post('token', exchangeCode),
    post('nonce', async () => answer(200, { c_nonce: await context.nonces.make('key_proof') })),
  ])
  const resources = [
    post('credential', handOutCredentials),
    post('deferred', handOutDeferred),
    post('notification', takeNotification),
  ]
  for (const [path, route] of resources) byPath.set(path, { ...route, isResource: true })
  if (authorization !== undefined) {
    byPath.set(...post('par', pushRequest))
    byPath.set(below('authorize'), {
      method: 'GET',
      isPage: true,
      answer: (request) => authorize(request, authorization, context),
    })
  }
  return { byPath, offers: below('offers') }
}

function offerRoute(id: string, context: IssuerContext): Route {
  return { method: 'GET', answer: () => answerOffer(id, context) }
}

async function answered(
  request: Request,
  route: Route,
  { options }: IssuerContext,
): Promise<Response> {
  try {
    return await route.answer(request)
  } catch (error) {
    if (!(OpenIdError.is(error) && error.code === 'openid_refused')) options.onFailure?.(error)
    return answerRefusal(error, route.isResource === true)
  }
}
