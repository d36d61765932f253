import type { EpochSeconds } from '@fidecura/base'
import { sameDeviceAcr } from './acr.ts'

/** Of an ID token that the platform's OpenID library has verified. */
export interface SignInClaims {
  readonly acr?: unknown
  readonly auth_time?: unknown
}

/** How long a sign-in stands behind an act. */
const freshSeconds = 300

/**
 * Whether somebody who signed in may agree to a consent, open a record in an emergency, or administer: only
 * with a wallet in the same device, and within the last five minutes. Ask anew (`max_age`) where not.
 * It is needed, and not enough: what was agreed to has a signature of its own.
 */
export function mayAuthorise(
  claims: SignInClaims,
  { now }: { readonly now: EpochSeconds },
): boolean {
  const { acr, auth_time: at } = claims
  if (acr !== sameDeviceAcr || typeof at !== 'number') return false
  // Not a number is neither.
  return at <= now && now - at <= freshSeconds
}
