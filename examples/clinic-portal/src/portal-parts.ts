import type { Clock } from '@fidecura/base'
import type { Verifier } from '@fidecura/credentials'
import type { OpenIdVerifier } from '@fidecura/openid/verifier'
import type { PortalOptions } from './portal-options.ts'
import type { RateLimit } from './rate-limit.ts'
import type { SignIn } from './sign-in.ts'
import type { Visits } from './visits.ts'

/** What a portal is made of. */
export interface Parts extends Omit<PortalOptions, 'signIn' | 'clock'> {
  readonly clock: Clock
  readonly signIn: SignIn
  readonly verifier: Verifier
  readonly openid: OpenIdVerifier
  readonly visits: Visits
  /** Of what anybody may begin. */
  readonly limit: RateLimit
}
