import { type EpochSeconds, epochSeconds } from '@fidecura/base'
import { type Did, parseDid } from '../did.ts'
import { IdentityError } from '../errors.ts'
import { assertSignInFor, type EnterAccountOptions, type EnteredAccount } from './enter-account.ts'
import { handOn, successionRefused } from './succeed-account.ts'
import type { VerifiedSignIn } from './verify-sign-in.ts'

/** A DID whose key is retired. */
export interface RetiredDid {
  readonly did: Did
  /**
   * From here on its key counted no more, or may have been somebody else's: where it handed the account on
   * since, that does not stand.
   */
  readonly since: EpochSeconds
}

/**
 * Judges proof that a DID came in the place of others whose keys are lost, such as the receipts of the
 * desk that did it.
 *
 * @returns The DIDs before it, the last one first. Throws if the proof does not say so.
 */
export type RecoveryVerifier = (
  recovery: unknown,
  context: RecoveryContext,
) => Promise<readonly RetiredDid[]>

/** What a proof must be about, and when it is judged. */
export interface RecoveryContext {
  /** The DID that has signed in. */
  readonly successor: Did
  readonly now: EpochSeconds
  readonly signal?: AbortSignal | undefined
}

/** What shows that the old key is gone, and whose word that is. */
export interface SucceedAccountByRecoveryOptions extends EnterAccountOptions {
  /** As the client sent it. */
  readonly recovery: unknown
  /** The caller's choice of whom to believe: whoever it is can hand any account on. */
  readonly verify: RecoveryVerifier
  readonly signal?: AbortSignal | undefined
}

/**
 * Hands an account on to the DID that has just signed in, without the old key: where the patient was
 * recognised otherwise, with delay and notice. Takes it back, too, from whomever the old key handed it to
 * since it was retired. Else as `succeedAccount`.
 *
 * @param signIn - Of the new DID.
 * @throws {@link IdentityError} `succession_mismatch`: the proof names the new DID as the old one, too;
 *   `succession_refused`: none of the old DIDs has an account here, or the new one has; those of
 *   `enterAccount`, and what `verify` throws.
 */
export async function succeedAccountByRecovery(
  signIn: VerifiedSignIn,
  options: SucceedAccountByRecoveryOptions,
): Promise<EnteredAccount> {
  assertSignInFor(signIn, options)
  const { did: successor } = signIn
  const { accounts, recovery, verify, signal } = options
  const now = epochSeconds(options.now)
  const retired = await verify(recovery, { successor, now, signal })
  const before = retired.map(({ did, since }) => ({
    did: parseDid(did),
    since: epochSeconds(since),
  }))
  if (before.some(({ did }) => did === successor)) {
    throw new IdentityError('succession_mismatch', 'A DID that comes after itself')
  }
  for (const { did, since } of before) {
    const moved = await handOn(signIn, did, { accounts, now, since })
    if (moved !== undefined) return moved
  }
  throw successionRefused()
}
