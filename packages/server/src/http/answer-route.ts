import { CodedError, encodeUtf8, type JsonObject, networkOf } from '@fidecura/base'
import type { AuditKind } from '@fidecura/monitor'
import type { CredentialIssuer } from '@fidecura/openid/issuer'
import type { z } from 'zod'
import { ServerError } from '../errors.ts'
import { assertConfirmed } from '../hospital/assert-confirmed.ts'
import type { Hospital } from '../hospital/hospital.ts'
import { type ProvenPrincipal, provePrincipal } from '../hospital/prove-principal.ts'
import { isAdministrator } from '../orders/administrators.ts'
import { type About, type Call, notPermitted } from './call.ts'
import { eventOf } from './event-of.ts'
import type { Idempotency, KeptAnswer } from './idempotency.ts'
import { problemOf, responseOf, somethingFailed } from './problem.ts'
import type { RateLimit, RateLimiter } from './rate-limit.ts'
import { readBody } from './read-body.ts'
import type { Route, Who } from './route.ts'
import { groupOf } from './route-group.ts'
import type { ActiveSession, Sessions } from './sessions.ts'

/** A hospital, and what its requests share. */
export interface Tenant {
  readonly hospital: Hospital
  readonly sessions: Sessions
  readonly idempotency: Idempotency
  /** Of one request, by the address that it came from. */
  readonly issuer: (client: string) => Promise<CredentialIssuer>
}

/** A request, and how it came. */
export interface Asked {
  readonly request: Request
  readonly params: Readonly<Record<string, string>>
  /** The address that it came from. */
  readonly client: string
}

/** Default of `maxBytes`. */
const maxBodyBytes = 262_144

/** Does one request on one route: proves who asks, reads what they say, acts once, and says what came of it. */
export async function answerRoute(
  route: Route,
  tenant: Tenant,
  asked: Asked,
  limiter: RateLimiter,
): Promise<Response> {
  try {
    const network = networkOf(asked.client)
    limiter.take(network, limiter.limits.address)
    const { session, principal } = await enter(route.who, tenant, asked, limiter)
    // What leads to its confirmation goes on.
    if (!/^\/(sign-in|sign-out|session|orders)/.test(route.path)) assertConfirmed(tenant.hospital)
    const party = session?.did ?? asked.client
    takeGroup(route, [party, network], limiter)
    takeOf(route, [party, network], limiter)
    const query = parse(route.query, queryOf(asked.request), '?')
    if (route.method === 'GET') {
      const call = { ...asked, query, body: undefined, session, principal }
      return answered(await act(route, tenant, call, limiter))
    }
    const { bytes, json } = await readBody(asked.request, route.maxBytes ?? maxBodyBytes)
    const body = parse(route.body, json, '')
    const once = (): Promise<Acted> =>
      act(route, tenant, { ...asked, query, body, session, principal }, limiter)
    if (route.isOnce) return answered(await once())
    const write = {
      key: asked.request.headers.get('idempotency-key'),
      ...{ principal: party, route: `${route.path} ${JSON.stringify(asked.params)}`, body: bytes },
    }
    return responseFrom(await tenant.idempotency.once(write, once))
  } catch (error) {
    return responseOf(problemOf(error), error)
  }
}

/** Keys cost nothing, so whoever has many is one address; and many people share an address, so that it gets more. */
function takeOf(
  { limit, path }: Route,
  parties: readonly [string, string],
  limiter: RateLimiter,
): void {
  if (limit !== undefined) takeBoth(path, limit, parties, limiter)
}

function takeGroup(route: Route, parties: readonly [string, string], limiter: RateLimiter): void {
  const group = groupOf(route)
  takeBoth(`group ${group}`, limiter.limits[group], parties, limiter)
}

function takeBoth(
  what: string,
  limit: RateLimit,
  [party, network]: readonly [string, string],
  limiter: RateLimiter,
): void {
  limiter.take(`${what} ${party}`, limit)
  const { burst, perMinute } = limit
  const { shared } = limiter.limits
  limiter.take(`${what} from ${network}`, { burst: burst * shared, perMinute: perMinute * shared })
}

interface Acted {
  readonly answer: KeptAnswer
  readonly isFinal: boolean
}

interface Entered {
  readonly session: ActiveSession | undefined
  readonly principal: ProvenPrincipal | undefined
}

/** @throws ServerError `rate_limited`, for strangers. */
function takeRefusal(
  client: string,
  principal: ProvenPrincipal | undefined,
  limiter: RateLimiter,
): void {
  const isKnown = principal !== undefined && (principal.records.length > 0 || principal.staff)
  if (!isKnown) limiter.take(`refused ${networkOf(client)}`, limiter.limits.refusals)
}

async function enter(
  who: Who,
  { hospital, sessions }: Tenant,
  asked: Asked,
  limiter: RateLimiter,
): Promise<Entered> {
  if (who === 'anybody') return { session: undefined, principal: undefined }
  const { request, client } = asked
  const session = await sessions.find(request.headers.get('authorization'))
  let principal: ProvenPrincipal | undefined
  try {
    // Anew each time: what held when they signed in may be suspended now, also by another process.
    await hospital.publications.hear()
    principal = await provePrincipal(hospital, session)
    if (mayCall(who, principal, hospital)) return { session, principal }
  } catch (error) {
    if (CodedError.is(error) && error.outcome === 'failed') await sessions.close(session.id)
    await refused(error)
  }
  return refused(notPermitted())

  async function refused(error: unknown): Promise<never> {
    takeRefusal(client, principal, limiter)
    const { outcome, code } = problemOf(error)
    const end = { outcome: outcome === 'failed' ? 'refused' : 'failed', code } as const
    const context = { hospital, client, actor: session }
    await hospital.store.audit.append(eventOf(context, 'verify', {}, end))
    throw error
  }
}

function mayCall(
  who: Exclude<Who, 'anybody'>,
  { records, staff }: ProvenPrincipal,
  hospital: Hospital,
): boolean {
  const has = (purpose: string): boolean => staff?.purposes.includes(purpose) === true
  switch (who) {
    case 'holder':
      return true
    case 'patient':
      return records.length > 0
    case 'reader':
      return has('TREAT')
    case 'emergency':
      return staff?.isOurs === true && has('BTG')
    case 'staff':
      return staff?.isOurs === true
    case 'clerk':
      return staff?.isOurs === true && has('HSYSADMIN')
    case 'desk':
      return staff?.isOurs === true && has('PATADMIN')
    case 'administrator':
      return staff?.isOurs === true && isAdministrator(hospital, staff)
    default:
      return who satisfies never
  }
}

type Given = Asked & Entered & { readonly body: unknown; readonly query: unknown }

/** Acts, and writes a refusal down where the route is an act upon something. */
async function act(
  route: Route,
  { hospital, sessions }: Tenant,
  given: Given,
  limiter: RateLimiter,
): Promise<Acted> {
  const { store, clock } = hospital
  let last: { readonly kind: AuditKind; readonly about: About } | undefined
  const context = { hospital, client: given.client, actor: given.principal }
  const call: Call = {
    ...{ hospital, sessions, now: clock(), body: given.body, query: given.query },
    ...{ params: given.params, session: given.session, principal: given.principal },
    ...{ signal: given.request.signal, client: given.client },
    acting(kind, about = {}) {
      last = { kind, about }
      return store.audited(eventOf(context, kind, about, { outcome: 'done' }))
    },
    noted: (kind, about, end = { outcome: 'done' }) =>
      store.audit.append(eventOf(context, kind, about, end)),
  }
  try {
    const body = JSON.stringify(await route.act(call))
    return { answer: { status: 200, body }, isFinal: true }
  } catch (error) {
    const problem = problemOf(error)
    if (route.audit !== undefined) {
      takeRefusal(given.client, given.principal, limiter)
      const { kind, about } = last ?? { kind: route.audit, about: {} }
      const outcome = problem.outcome === 'failed' ? 'refused' : 'failed'
      await store.audit.append(eventOf(context, kind, about, { outcome, code: problem.code }))
    }
    const isFinal = problem.outcome === 'failed'
    return { answer: { status: problem.status, body: JSON.stringify(problem) }, isFinal }
  }
}

function parse<T>(
  schema: z.ZodType<T> | undefined,
  json: JsonObject,
  prefix: string,
): T | undefined {
  if (schema === undefined) return undefined
  const result = schema.safeParse(json)
  if (result.success) return result.data
  const [issue] = result.error.issues
  // Only names of members, of which the schema knows some and a stranger may have made up others.
  const path = (issue?.path ?? []).filter((name) => /^\w{1,40}$/.test(String(name)))
  const place = `${prefix}${path.map((name) => `/${String(name)}`).join('')}`
  throw new ServerError('request_malformed', 'Not a request as this route takes it', { place })
}

function queryOf({ url }: Request): JsonObject {
  const query: Record<string, string> = {}
  for (const [name, value] of new URL(url).searchParams) {
    if (name in query) throw new ServerError('request_malformed', 'Said twice', { place: '?' })
    query[name] = value
  }
  return query
}

const headers = {
  'content-type': 'application/json',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
} as const

function answered({ answer }: Acted): Response {
  return responseFrom(answer)
}

function responseFrom({ status, body }: KeptAnswer): Response {
  if (status !== 200) return responseOf(problemFrom(body))
  return new Response(encodeUtf8(body) as Uint8Array<ArrayBuffer>, { status, headers })
}

function problemFrom(body: string): ReturnType<typeof problemOf> {
  try {
    return JSON.parse(body) as ReturnType<typeof problemOf>
  } catch {
    return problemOf(somethingFailed())
  }
}
