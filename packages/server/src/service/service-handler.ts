import { Hono } from 'hono'
import type { Directory } from '../hospital/directory.ts'
import type { Hospital } from '../hospital/hospital.ts'
import { assertOwnHost } from '../http/addressed.ts'
import type { ServiceHandler } from '../http/handler.ts'
import { problemOf, responseOf } from '../http/problem.ts'
import { createRateLimiter, type RateLimits } from '../http/rate-limit.ts'
import { observed, type RouteNote, type SeenRequest } from '../http/seen-request.ts'
import type { Elsewhere } from './front-page.ts'
import { serveApi } from './serve-api.ts'
import { type AppFolders, serveApps } from './serve-apps.ts'
import { serveDocuments } from './serve-documents.ts'
import { serveOpenId } from './serve-openid.ts'
import { notFound, type Served, type ServedApp, tenantsOf } from './served.ts'

/** What a service serves. */
export interface ServiceOptions {
  /** Of all hospitals. */
  readonly origin: string
  readonly hospitals: readonly Hospital[]
  readonly directory: Directory
  readonly apps?: AppFolders
  /** What else its first page leads to. */
  readonly elsewhere?: readonly Elsewhere[]
  /** Names by which it is called beside that of its origin, of no port; addresses need none. */
  readonly hosts?: readonly string[] | undefined
  /** Hears of each request once it is answered. */
  readonly observe?: ((seen: SeenRequest) => void) | undefined
  /** What is not named is as in `defaultRateLimits`. */
  readonly rateLimits?: Partial<RateLimits> | undefined
  /** A clock for limits of rate that only goes forward. */
  readonly milliseconds: () => number
}

/** Makes the handler of all hospitals: their APIs, their public documents and lists, and their apps. */
export function createServiceHandler(options: ServiceOptions): ServiceHandler {
  const { origin, hospitals, directory, apps = {}, elsewhere = [], milliseconds } = options
  const { hosts = [], observe = () => undefined } = options
  const limiter = createRateLimiter(milliseconds, options.rateLimits)
  const served: Served = { origin, tenants: tenantsOf(hospitals), limiter }
  const app: ServedApp = new Hono()
  serveApi(app, served)
  serveApps(app, served, { apps, hospitals, elsewhere })
  serveOpenId(app, served)
  // Last, for what nobody else serves may be a document.
  serveDocuments(app, served, directory)
  app.notFound(() => notFound())
  app.onError((error) => responseOf(problemOf(error), error))
  const names = [new URL(origin).hostname, ...hosts]
  const answer = async (request: Request, client: string, note: RouteNote): Promise<Response> => {
    try {
      assertOwnHost(request, names)
      return await app.fetch(request, { client, note })
    } catch (error) {
      return responseOf(problemOf(error))
    }
  }
  return observed(answer, { milliseconds, observe, isTenant: (id) => served.tenants.has(id) })
}
