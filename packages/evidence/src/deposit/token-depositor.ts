import { encodeUtf8 } from '@fidecura/base'
import { type DepositTokenOptions, digestOf } from '@fidecura/identity'
import type { Deposited, Evidence } from './evidence.ts'

/**
 * Makes what a register or a status publisher takes as `deposit`: each token that they give their word on is
 * in the log first, once, however often they ask.
 *
 * @returns Throws as `Evidence.deposit`; `evidence_key_reused` for a token that it deposited about another subject.
 */
export function createTokenDepositor(
  evidence: Pick<Evidence, 'deposit'>,
): (token: string, options?: DepositTokenOptions) => Promise<Deposited> {
  return async (token, { subject, signal } = {}) => {
    // Its own digest: so a process that died in between asks for the same deposit again.
    const idempotencyKey = await digestOf(token)
    const about = subject === undefined ? {} : { subject }
    const call = { idempotencyKey, mediaType: 'application/jwt', ...about, signal }
    return evidence.deposit(encodeUtf8(token), call)
  }
}
