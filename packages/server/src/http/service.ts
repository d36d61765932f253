import { Hono } from 'hono'
import type { AppConfiguration } from '../api/app-configuration.ts'
import { ServerError } from '../errors.ts'
import type { Directory } from '../hospital/directory.ts'
import type { Hospital } from '../hospital/hospital.ts'
import { answerOpenId, openIdRouteOf } from '../openid/answer-openid.ts'
import { hospitalIssuer } from '../openid/hospital-issuer.ts'
import { routes } from '../routes/routes.ts'
import { assertHost, assertOrigin, isAddress } from './addressed.ts'
import { answerRoute, type Tenant } from './answer-route.ts'
import { answerFrontPage } from './front-page.ts'
import { createIdempotency } from './idempotency.ts'
import { openApiOf } from './open-api.ts'
import { problemOf, responseOf } from './problem.ts'
import { createRateLimiter, networkOf, type RateLimits } from './rate-limit.ts'
import { observed, type RouteNote, type SeenRequest } from './seen-request.ts'
import { createSessions } from './sessions.ts'
import { answerFile, pageHeaders } from './static-files.ts'
import { walletOrigins } from './wallet-origins.ts'

/** What a service serves. */
export interface ServiceOptions {
  /** Of all hospitals. */
  readonly origin: string
  readonly hospitals: readonly Hospital[]
  readonly directory: Directory
  /** Folders of built apps, by the segment under which each hospital has them. */
  readonly apps?: Readonly<Partial<Record<'patient' | 'console', string>>>
  /** Names by which it is called beside that of its origin, of no port; addresses need none. */
  readonly hosts?: readonly string[] | undefined
  /** Hears of each request once it is answered. */
  readonly observe?: ((seen: SeenRequest) => void) | undefined
  /** What is not named is as in `defaultRateLimits`. */
  readonly rateLimits?: Partial<RateLimits> | undefined
  /** A clock for limits of rate that only goes forward. */
  readonly milliseconds: () => number
}

/**
 * Answers a request. It is told of whom it is by its path alone, for a web server with the certificate stands in front.
 *
 * @param client - The address that it came from.
 */
export type ServiceHandler = (request: Request, client: string) => Promise<Response>

/** Where wallets find what a hospital hands out by OpenID, and what it says of that. */
const openIdPaths = [
  '/:tenant/openid/*',
  '/.well-known/openid-credential-issuer/:tenant/openid',
  '/.well-known/oauth-authorization-server/:tenant/openid',
]

/** Where the API of a hospital begins. */
const prefix = '/:tenant/api/v1'

/** Makes the handler of all hospitals: their APIs, their public documents and lists, and their apps. */
export function createServiceHandler(options: ServiceOptions): ServiceHandler {
  const { origin, hospitals, directory, apps = {} } = options
  const tenants = new Map(hospitals.map((hospital) => [hospital.settings.id, tenantOf(hospital)]))
  const limiter = createRateLimiter(options.milliseconds, options.rateLimits)
  const app = new Hono<{ Bindings: { readonly client: string; readonly note: RouteNote } }>()
  /** Of documents, lists and logs, which anybody fetches in order to verify. */
  const takeFetch = (client: string): void =>
    limiter.take(`fetched by ${networkOf(client)}`, limiter.limits.verification)
  const described = new Map<string, string>()
  /** Long, and the same each time: written once for each hospital. */
  const describe = (tenant: string): string => {
    const known = described.get(tenant)
    if (known !== undefined) return known
    const servers = [{ url: `/${tenant}/api/v1` }]
    const text = JSON.stringify({
      ...openApiOf(routes, { title: 'Fidecura', version: '1' }),
      servers,
    })
    described.set(tenant, text)
    return text
  }
  for (const route of routes) {
    const path = `${prefix}${route.path.replace(/\{(\w+)\}/g, ':$1')}`
    app.on(route.method, path, async (context) => {
      const { tenant: id, ...params } = context.req.param() as Record<string, string>
      const tenant = tenants.get(id ?? '')
      if (tenant === undefined) return notFound()
      const { client, note } = context.env
      note.route = route.path
      assertOrigin(context.req.raw, origin)
      return answerRoute(route, tenant, { request: context.req.raw, params, client }, limiter)
    })
  }
  app.get(`${prefix}/openapi.json`, (context) => {
    takeFetch(context.env.client)
    const { tenant = '' } = context.req.param() as Record<string, string>
    if (!tenants.has(tenant)) return notFound()
    return context.body(describe(tenant), 200, { 'content-type': 'application/json' })
  })
  const shown = (['patient', 'console'] as const).filter((name) => apps[name] !== undefined)
  app.get('/', () => answerFrontPage(hospitals, shown))
  app.get('/:tenant/notice.txt', (context) => {
    const tenant = tenants.get(context.req.param('tenant'))
    return tenant === undefined ? notFound() : noticeOf(tenant.hospital)
  })
  for (const name of ['patient', 'console'] as const) {
    app.get(`/:tenant/${name}`, ({ req, redirect }) => {
      const { tenant = '' } = req.param() as Record<string, string>
      // Of names that are known: a path that browsers read otherwise would lead elsewhere.
      return tenants.has(tenant) ? redirect(`/${tenant}/${name}/`, 308) : notFound()
    })
    app.get(`/:tenant/${name}/*`, async ({ req }) => {
      const { tenant: id = '' } = req.param() as Record<string, string>
      const [folder, tenant] = [apps[name], tenants.get(id)]
      if (tenant === undefined || folder === undefined) return notFound()
      const path = req.path.slice(`/${id}/${name}/`.length)
      const asked = name === 'patient' ? walletOrigins(tenant.hospital, hospitals) : []
      if (path === 'config.json') return configOf(tenant.hospital, asked)
      return (await answerFile(folder, path, asked)) ?? notFound()
    })
  }
  for (const path of openIdPaths) {
    app.all(path, async ({ req, env }) => {
      const { tenant: id = '' } = req.param() as Record<string, string>
      const tenant = tenants.get(id)
      if (tenant === undefined) return notFound()
      env.note.route = openIdRouteOf(req.path.slice(`/${id}/openid/`.length))
      return answerOpenId(req.raw, env.client, { ...tenant, limiter })
    })
  }
  app.get('/:tenant/log/*', async ({ req, env }) => {
    takeFetch(env.client)
    const { tenant: id = '' } = req.param() as Record<string, string>
    const preservation = tenants.get(id)?.hospital.preservation
    if (preservation === undefined) return notFound()
    const answer = await preservation.answer(req.raw, req.path.slice(`/${id}/log/`.length))
    return answer.status === 404 ? notFound() : answer
  })
  app.post('/:tenant/witness/*', async ({ req, env }) => {
    takeFetch(env.client)
    const { tenant: id = '' } = req.param() as Record<string, string>
    return (await tenants.get(id)?.hospital.witness?.answer(req.raw)) ?? notFound()
  })
  app.get('*', async ({ req, env }) => {
    takeFetch(env.client)
    const { pathname, search } = new URL(req.url)
    return (await directory.answer(`${origin}${pathname}${search}`)) ?? notFound()
  })
  app.notFound(() => notFound())
  app.onError((error) => responseOf(problemOf(error), error))
  const { milliseconds, observe = () => undefined } = options
  const named = [new URL(origin).hostname, 'localhost', ...(options.hosts ?? [])]
  const answer = async (request: Request, client: string, note: RouteNote): Promise<Response> => {
    try {
      assertHost(request, (host) => isAddress(host) || named.includes(host))
      return await app.fetch(request, { client, note })
    } catch (error) {
      return responseOf(problemOf(error))
    }
  }
  return observed(answer, { milliseconds, observe, isTenant: (id) => tenants.has(id) })
}

function tenantOf(hospital: Hospital): Tenant {
  const { clock, store } = hospital
  return {
    hospital,
    issuer: hospitalIssuer(hospital),
    sessions: createSessions(store.documents, clock),
    idempotency: createIdempotency(store.documents, clock),
  }
}

function noticeOf({ notice }: Hospital): Response {
  const headers = { ...pageHeaders, 'content-type': 'text/plain; charset=utf-8' }
  return new Response(notice.bytes as Uint8Array<ArrayBuffer>, { headers })
}

/** Whom an app trusts: beside its own files, and as trusted as they are. */
function configOf({ settings, site, audience }: Hospital, origins: readonly string[]): Response {
  const { id, name, roots, wallet } = settings
  const api = `/${id}/api/v1`
  const config: AppConfiguration = {
    ...{ tenant: id, name, audience, api, roots, bundleSigner: site.signer.publicKey },
    register: { did: site.did, keys: [site.thumbprint] },
    ...(origins.length === 0 ? {} : { walletOrigins: origins }),
    ...(wallet?.roots === undefined ? {} : { certificateRoots: wallet.roots }),
  }
  const headers = { ...pageHeaders, 'cache-control': 'no-cache' }
  return Response.json(config, { headers })
}

function notFound(): Response {
  return responseOf(problemOf(new ServerError('not_found', 'No such thing here')))
}
