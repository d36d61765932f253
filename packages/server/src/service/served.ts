import { networkOf } from '@fidecura/base'
import type { Context, Env, Hono } from 'hono'
import { ServerError } from '../errors.ts'
import type { Hospital } from '../hospital/hospital.ts'
import type { Tenant } from '../http/answer-route.ts'
import { createIdempotency } from '../http/idempotency.ts'
import { problemOf, responseOf } from '../http/problem.ts'
import type { RateLimiter } from '../http/rate-limit.ts'
import type { RouteNote } from '../http/seen-request.ts'
import { createSessions } from '../http/sessions.ts'
import { hospitalIssuer } from '../openid/hospital-issuer.ts'

/** What all that is served by one handler shares. */
export interface Served {
  /** Of all hospitals. */
  readonly origin: string
  /** By their ids. */
  readonly tenants: ReadonlyMap<string, Tenant>
  readonly limiter: RateLimiter
}

/** Where routes are put, and what comes with each request beside it. */
export interface ServedEnv extends Env {
  readonly Bindings: { readonly client: string; readonly note: RouteNote }
}

export type ServedApp = Hono<ServedEnv>

/** Hospitals by their ids, each with what its requests share. */
export function tenantsOf(hospitals: readonly Hospital[]): ReadonlyMap<string, Tenant> {
  return new Map(hospitals.map((hospital) => [hospital.settings.id, tenantOf(hospital)]))
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

/** The hospital that a path names, and the rest of what it names. */
export function namedBy(
  { req }: Context<ServedEnv>,
  { tenants }: Served,
): {
  readonly id: string
  readonly tenant: Tenant | undefined
  readonly params: Readonly<Record<string, string>>
} {
  const { tenant: id = '', ...params } = req.param() as Record<string, string>
  return { id, tenant: tenants.get(id), params }
}

/** Of documents, lists and logs, which anybody fetches in order to verify. @throws ServerError `rate_limited`. */
export function takeFetch({ env }: Context<ServedEnv>, { limiter }: Served): void {
  limiter.take(`fetched by ${networkOf(env.client)}`, limiter.limits.verification)
}

export function notFound(): Response {
  return responseOf(problemOf(new ServerError('not_found', 'No such thing here')))
}
