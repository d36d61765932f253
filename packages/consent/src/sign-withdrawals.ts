import type { EpochSeconds } from '@fidecura/base'
import type { SignTokenOptions } from './signed-token.ts'
import { assertVerifiedStatementSet, type VerifiedStatementSet } from './statement-set.ts'
import { type Identified, signWithdrawal } from './withdrawal.ts'
import type { WithdrawnBy } from './withdrawal-signer.ts'

/** Who takes everything back, and when. */
export interface SignWithdrawalsOptions extends SignTokenOptions {
  readonly issuedAt: EpochSeconds
  /** A code such as `key_stolen`; nobody need give one. */
  readonly reason?: string
  /** As whom; others take back consents alone, and a proxy what they gave. Default: the patient. */
  readonly by?: WithdrawnBy
  /** Needed of a desk: how it identified the patient. */
  readonly identified?: Identified
}

/**
 * Signs that each statement about a record is taken back which is not yet, whichever key signed it: as
 * the patient with whatever DID the identity names by now, or as somebody else, who takes back consents
 * alone. Hand each to the register.
 *
 * @returns In the order of the register.
 * @throws ConsentError `statement_set_not_verified`, `statement_set_historic`, `token_malformed`; those
 *   of `signJws`.
 */
export async function signWithdrawals(
  set: VerifiedStatementSet,
  { issuedAt, reason, by, identified, ...options }: SignWithdrawalsOptions,
): Promise<readonly string[]> {
  assertVerifiedStatementSet(set)
  const { record, statements } = set
  const how = {
    ...(reason === undefined ? {} : { reason }),
    ...(by === undefined ? {} : { by }),
    ...(identified === undefined ? {} : { identified }),
  }
  const tokens: string[] = []
  for (const { issuer, id, kind, withdrawnAt } of statements) {
    if (withdrawnAt !== undefined || (by !== undefined && kind !== 'consent')) continue
    if (by === 'proxy' && issuer !== options.signer.did) continue
    const content = { statement: { issuer, id }, record, issuedAt, ...how }
    tokens.push(await signWithdrawal(content, options))
  }
  return Object.freeze(tokens)
}
