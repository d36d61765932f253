import { allowLoopbackHttp, systemClock } from '@fidecura/base'
import { createMemorySessionStore, createOpenIdVerifier } from '@fidecura/openid/verifier'
import { createAnswer } from './answer.ts'
import { listen } from './listen.ts'
import type { PortalOptions } from './portal-options.ts'
import { createRateLimit } from './rate-limit.ts'
import { createSignIn } from './sign-in.ts'
import { openTrust } from './trust.ts'
import { createVisits } from './visits.ts'

/** A portal that answers. */
export interface Portal {
  readonly origin: string
  /** Looks at the hospital's trust bundle now, and not in ten seconds. */
  renewTrust(): Promise<void>
  close(): Promise<void>
}

const renewMilliseconds = 10_000

/**
 * Starts somebody else's clinic: it knows OpenID Connect for signing in, and OpenID4VP for asking wallets itself.
 *
 * @throws CredentialError and BaseError: the hospital's trust bundle is not to be had, or not to be trusted.
 */
export async function startPortal(options: PortalOptions): Promise<Portal> {
  const { origin, signer, clock = systemClock, log } = options
  const loopback = options[allowLoopbackHttp]
  const trust = await openTrust(options, clock)
  const { verifier } = trust
  const openid = createOpenIdVerifier({
    verifier,
    client: { prefix: 'decentralized_identifier', signer },
    baseUrl: `${origin}/openid`,
    sessions: createMemorySessionStore(),
    ...(loopback === undefined ? {} : { [allowLoopbackHttp]: loopback }),
  })
  const visits = createVisits(clock)
  const signIn = createSignIn(options, clock)
  const limit = createRateLimit(clock)
  const parts = { ...options, clock, verifier, openid, visits, signIn, limit }
  const answer = createAnswer(options, parts)
  const stop = await listen(options, answer)
  // Ahead of whoever comes. One that fails leaves the older one, which gets too old by itself.
  const renewing = setInterval(() => {
    trust.renew().catch(() => log?.('trust bundle_not_renewed'))
  }, renewMilliseconds)
  return {
    origin,
    renewTrust: trust.renew,
    async close() {
      clearInterval(renewing)
      await stop()
    },
  }
}
