import { type EpochSeconds, epochSeconds } from '@fidecura/base'
import type { Did } from '../did.ts'
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
  const { did: successor, challenge } = signIn
  const { accounts, resolve, signal } = options
  const now = epochSeconds(options.now)
  const terms = { challenge, resolve, now, signal }
  const answer = await verifyAnswer(options.succession, successionKind, terms)
  if (answer.successor !== successor || answer.issuer === successor) {
    throw new IdentityError('succession_mismatch', 'Names another DID than has signed in')
  }
  const moved = await handOn(signIn, answer.issuer, { accounts, now })
  if (moved === undefined) throw successionRefused()
  return moved
}

/** @returns `undefined` if the store has nothing to hand on, or the DID that has signed in has something. */
export async function handOn(
  { did: successor, tenant, challenge: { audience } }: VerifiedSignIn,
  did: Did,
  terms: Pick<EnterAccountOptions, 'accounts' | 'now'> & { readonly since?: EpochSeconds },
): Promise<EnteredAccount | undefined> {
  const { accounts, ...instants } = terms
  const account = { tenant, audience, did, successor, ...instants }
  const moved = await answerOf(() => accounts.succeed(account))
  if (moved === undefined) return undefined
  const { subject, retired } = readAccount(moved)
  if (retired) throw storeFailed()
  return Object.freeze({ subject, isNew: false })
}

export function successionRefused(): IdentityError {
  return new IdentityError('succession_refused', 'No account to hand on, or to none that is free')
}
