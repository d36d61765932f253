import { isJsonObject, type JsonValue, networkOf } from '@fidecura/base'
import type { CredentialIssuer } from '@fidecura/openid/issuer'
import { assertConfirmed } from '../hospital/assert-confirmed.ts'
import type { Hospital } from '../hospital/hospital.ts'
import { eventOf } from '../http/event-of.ts'
import { problemOf, responseOf } from '../http/problem.ts'
import type { RateLimiter } from '../http/rate-limit.ts'

/** What of OpenID a wallet may ask a hospital for, as logs and metrics name it. */
const endpoints: readonly string[] = [
  ...['token', 'nonce', 'credential', 'deferred', 'notification', 'offers'],
]

/** Of a path below the issuer; what nobody serves is `openid` alone. */
export function openIdRouteOf(path: string): string {
  const [first = ''] = path.split('/')
  return endpoints.includes(first) ? `/openid/${first}` : '/openid'
}

export interface OpenIdTerms {
  readonly hospital: Hospital
  readonly issuer: (client: string) => Promise<CredentialIssuer>
  readonly limiter: RateLimiter
}

/**
 * Answers a wallet, within the limits of everybody. Refusals are written down as those of other routes are: a transaction
 * code that was guessed, a token of another hospital.
 */
export async function answerOpenId(
  request: Request,
  client: string,
  { hospital, issuer, limiter }: OpenIdTerms,
): Promise<Response> {
  const network = networkOf(client)
  try {
    limiter.take(network, limiter.limits.address)
    limiter.take(`signIn ${network}`, limiter.limits.signIn)
    await hospital.publications.hear()
    assertConfirmed(hospital)
    const response = await (await issuer(client)).handle(request)
    const { status } = response
    const refused = status >= 400 && status < 500 && request.method === 'POST'
    const reason = refused ? await reasonOf(response) : undefined
    // Of a nonce the first request cannot know.
    if (reason === undefined || reason === 'use_dpop_nonce') return response
    limiter.take(`refused ${network}`, limiter.limits.refusals)
    const end = { outcome: 'refused', code: 'openid_refused' } as const
    await hospital.store.audit.append(
      eventOf({ hospital, client, actor: undefined }, 'verify', {}, end),
    )
    return response
  } catch (error) {
    const answer = responseOf(problemOf(error), error)
    answer.headers.set('access-control-allow-origin', '*')
    return answer
  }
}

/** The code of the standards that a refusal has. */
async function reasonOf(response: Response): Promise<string | undefined> {
  try {
    const json = (await response.clone().json()) as JsonValue
    const reason = isJsonObject(json) ? json['error'] : undefined
    return typeof reason === 'string' ? reason : undefined
  } catch {
    return undefined
  }
}
