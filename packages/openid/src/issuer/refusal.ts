import { OpenIdError } from '../errors.ts'
import type { Reason } from '../vci/reasons.ts'

/** What an endpoint throws to answer with one of those codes; whoever asked is told nothing else. */
export function refuse(reason: Reason, cause?: unknown): OpenIdError {
  return new OpenIdError('openid_refused', 'Refused', { reason, cause })
}
