import { epochSeconds } from '@fidecura/base'
import { IdentityError } from '../errors.ts'
import type { ResolveDid } from '../resolver.ts'
import { verifyAnswer } from './answer.ts'
import {
  assertSignInFor,
  type EnterAccountOptions,
  type EnteredAccount,
  readAccount,
} from './enter-account.ts'
import { successionKind } from './prove-succession.ts'
import { answerOf, storeFailed } from './single-use.ts'
import type { VerifiedSignIn } from './verify-sign-in.ts'

/** What the old key signed, and where the account is. */
export interface SucceedAccountOptions extends EnterAccountOptions {
  /** As the client sent it. */
  readonly succession: unknown
  readonly resolve: ResolveDid
  readonly signal?: AbortSignal | undefined
}

/**
 * Hands the account of an old DID on to the one that has just signed in. The subject stays, and the
 * old DID opens it no more. Call it instead of `enterAccount`, not after it: a DID that has an account
 * of its own takes over no other.
 *
 * If the store's answer is lost, the next sign-in with the new DID shows what became of it.
 *
 * @param signIn - Of the new DID.
 * @throws {@link IdentityError} `succession_mismatch`: the old key names another DID;
 *   `succession_refused`: the old DID has no account here or has none any more, or the new one has
 *   one; those of `enterAccount`, and those of `verifySignIn` but `sign_in_replayed`, for the succession.
 */
export async function succeedAccount(
  signIn: VerifiedSignIn,
  options: SucceedAccountOptions,
): Promise<EnteredAccount> {
  assertSignInFor(signIn, options)
  const { did: successor, tenant, challenge } = signIn
  const { accounts, resolve, signal } = options
  const now = epochSeconds(options.now)
  const terms = { challenge, resolve, now, signal }
  const answer = await verifyAnswer(options.succession, successionKind, terms)
  if (answer.successor !== successor || answer.issuer === successor) {
    throw new IdentityError('succession_mismatch', 'Names another DID than has signed in')
  }
  const { audience } = challenge
  const account = { tenant, audience, did: answer.issuer, successor, now }
  const moved = await answerOf(() => accounts.succeed(account))
  if (moved === undefined) {
    throw new IdentityError('succession_refused', 'No account to hand on, or to none that is free')
  }
  const { subject, retired } = readAccount(moved)
  if (retired) throw storeFailed()
  return Object.freeze({ subject, isNew: false })
}
