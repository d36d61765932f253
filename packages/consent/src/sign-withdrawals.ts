import type { EpochSeconds } from '@fidecura/base'
import type { SignTokenOptions } from './signed-token.ts'
import { assertVerifiedStatementSet, type VerifiedStatementSet } from './statement-set.ts'
import { signWithdrawal } from './withdrawal.ts'

/** Who takes everything back, and when. */
export interface SignWithdrawalsOptions extends SignTokenOptions {
  readonly issuedAt: EpochSeconds
  /** A code such as `key_stolen`; nobody need give one. */
  readonly reason?: string
  /** As whom; a guardian takes back consents alone. Default: the patient. */
  readonly by?: 'patient' | 'guardian'
}

/**
 * Signs that each statement about a record is taken back which is not yet, whichever key signed it: as
 * the patient with whatever DID the identity names by now, or as a guardian, who takes back consents
 * alone. Hand each to the register.
 *
 * @returns In the order of the register.
 * @throws ConsentError `statement_set_not_verified`, `statement_set_historic`, `token_malformed`; those
 *   of `signJws`.
 */
export async function signWithdrawals(
  set: VerifiedStatementSet,
  { issuedAt, reason, by = 'patient', ...options }: SignWithdrawalsOptions,
): Promise<readonly string[]> {
  assertVerifiedStatementSet(set)
  const { record, statements } = set
  const why = reason === undefined ? {} : { reason }
  const tokens: string[] = []
  for (const { issuer, id, kind, withdrawnAt } of statements) {
    if (withdrawnAt !== undefined || (by === 'guardian' && kind !== 'consent')) continue
    const content = { statement: { issuer, id }, record, issuedAt, ...why }
    tokens.push(await signWithdrawal(content, options))
  }
  return Object.freeze(tokens)
}
