import { type EpochSeconds, encodeBase64url, epochSeconds } from '@fidecura/base'
import { randomBytes } from '#crypto'
import { IdentityError } from '../errors.ts'
import type { SignInAccount, SignInAccounts } from './sign-in-accounts.ts'
import { assertOpen, type SignInPlace } from './sign-in-challenge.ts'
import { answerOf, storeFailed } from './single-use.ts'
import { assertVerifiedSignIn, type VerifiedSignIn } from './verify-sign-in.ts'

/** Where and when something rests on a sign-in: one at another platform, or an old one, does not do. */
export interface SignInTerms extends SignInPlace {
  readonly now: EpochSeconds
  /** As for `verifySignIn`. */
  readonly tenant?: string
}

/** Whose account it is to be: a proof for another platform, or an old one, opens none. */
export interface EnterAccountOptions extends SignInTerms {
  readonly accounts: SignInAccounts
}

/** Whom the platform knows the holder as. */
export interface EnteredAccount {
  /** The same for as long as the account lives, through every change of keys. Another at every audience. */
  readonly subject: string
  readonly isNew: boolean
}

/**
 * Finds the account of the DID that has signed in, and opens one at its first time.
 *
 * @throws {@link IdentityError} `sign_in_not_verified`, `sign_in_origin_wrong`,
 *   `sign_in_audience_wrong`, `sign_in_expired`; `sign_in_did_retired`: the account went on to another
 *   DID; `sign_in_store_failed` (unknown).
 */
export async function enterAccount(
  signIn: VerifiedSignIn,
  options: EnterAccountOptions,
): Promise<EnteredAccount> {
  assertSignInFor(signIn, options)
  const { did, tenant, challenge } = signIn
  const { accounts, now } = options
  const fresh = encodeBase64url(randomBytes(32))
  const account = { tenant, audience: challenge.audience, did, subject: fresh, now }
  const { subject, retired } = readAccount(await answerOf(() => accounts.enter(account)))
  if (retired) throw new IdentityError('sign_in_did_retired', 'The account has another DID by now')
  return Object.freeze({ subject, isNew: subject === fresh })
}

/**
 * Holds a verified sign-in against the act that is to rest on it.
 *
 * @throws {@link IdentityError} `sign_in_not_verified`, `sign_in_origin_wrong`,
 *   `sign_in_audience_wrong`, `sign_in_expired`.
 */
export function assertSignInFor(
  signIn: VerifiedSignIn,
  { origin, audience, tenant = '', now }: SignInTerms,
): void {
  assertVerifiedSignIn(signIn)
  const { challenge } = signIn
  if (challenge.origin !== origin) {
    throw new IdentityError('sign_in_origin_wrong', 'Signed in on another origin')
  }
  if (challenge.audience !== audience || signIn.tenant !== tenant) {
    throw new IdentityError('sign_in_audience_wrong', 'Signed in elsewhere')
  }
  assertOpen(challenge.expiresAt, epochSeconds(now))
}

/** The port is the caller's: what it answers is looked at before an account is opened by it. */
export function readAccount(account: SignInAccount | undefined): SignInAccount {
  const { subject, retired } = account ?? {}
  if (typeof subject === 'string' && subject !== '' && typeof retired === 'boolean') {
    return { subject, retired }
  }
  throw storeFailed()
}
