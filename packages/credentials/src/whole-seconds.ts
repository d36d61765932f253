import type { EpochSeconds } from '@fidecura/base'
import { CredentialError } from './errors.ts'

/**
 * Lets nothing be signed with a fraction of a second: the date-times of VCDM would cut it off, and
 * statements and receipts refuse it. What others signed may have one, RFC 7519 §2.
 *
 * @throws {@link CredentialError} `instant_malformed`; `place` names the member.
 */
export function assertWholeSeconds(instants: Readonly<Record<string, EpochSeconds>>): void {
  for (const [place, instant] of Object.entries(instants)) {
    if (Number.isSafeInteger(instant)) continue
    throw new CredentialError('instant_malformed', 'Not in whole seconds', { place })
  }
}
