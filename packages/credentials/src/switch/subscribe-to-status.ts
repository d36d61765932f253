import {
  type allowLoopbackHttp,
  assertAllowedUrl,
  BaseError,
  type Clock,
  type Fetch,
} from '@fidecura/base'
import {
  assertSignInFor,
  type Did,
  type SignInPlace,
  type VerifiedSignIn,
} from '@fidecura/identity'
import { CredentialError } from '../errors.ts'
import type { StatusSubscription, StatusSubscriptions } from './status-subscriptions.ts'
import { wantsNotices } from './subscription-challenge.ts'

/** What somebody wants to hear of, and where. */
export type WantedSubscription = Pick<StatusSubscription, 'list' | 'url'>

/**
 * Who asks. Nobody subscribes unless somebody has looked at who they are: the host connects to whatever
 * address is handed in.
 */
export type SubscriberProof = SubscriberSignIn | SubscriberAuthorisation

/** They have just signed in with their DID. */
export interface SubscriberSignIn extends SignInPlace {
  readonly signIn: VerifiedSignIn
  /** As `verifySignIn` was told. Default: none. */
  readonly tenant?: string
  /** Whether this DID may: anybody has as many as they like. */
  readonly mayBeTold: (did: Did) => boolean | Promise<boolean>
}

/** The host knows them otherwise. */
export interface SubscriberAuthorisation {
  /** @returns What the host calls whoever asks, the same each time; undefined refuses. */
  readonly authorise: (wanted: WantedSubscription) => Promise<string | undefined>
}

/** Where subscriptions are kept. */
export interface SubscribeOptions {
  /** Those that the host serves: nobody subscribes to another. */
  readonly listUrls: readonly string[]
  readonly by: SubscriberProof
  readonly subscriptions: StatusSubscriptions
  readonly clock: Clock
  /** Asks the address whether it wants to be told; on a server `createGuardedFetch`. */
  readonly fetch: Fetch
  readonly signal?: AbortSignal | undefined
  readonly [allowLoopbackHttp]?: readonly string[]
}

/**
 * Writes a platform down that wants to hear of changes, once its address has said so: a challenge is
 * posted there, and `confirm` of its {@link createNoticeInbox} gives what it is to answer. So nobody can
 * have notices sent to somebody else.
 *
 * @throws CredentialError `status_subscription_refused`: not a list of this host, not an address
 *   for notices or one that does not want them, not somebody who may, or as many as they, their origin or
 *   the list may have; BaseError those of `postText` about the challenge; IdentityError those of
 *   `enterAccount` about a sign-in; those of the store.
 */
export async function subscribeToStatus(
  { list, url }: WantedSubscription,
  options: SubscribeOptions,
): Promise<void> {
  const { listUrls, subscriptions, clock, by } = options
  if (!listUrls.includes(list)) throw refused()
  try {
    assertAllowedUrl(url, options)
  } catch (error) {
    throw refused(error)
  }
  const wanted = Object.freeze({ list, url: new URL(url).href })
  const subscriber = await subscriberOf(wanted, by, clock)
  const isText = typeof subscriber === 'string' && subscriber !== '' && subscriber.length <= 2048
  if (wanted.url.length > 2048 || !isText) throw refused()
  if (!(await wantsNotices(wanted, options))) throw refused()
  if (!(await subscriptions.add({ ...wanted, subscriber }, clock()))) throw refused()
}

async function subscriberOf(
  wanted: WantedSubscription,
  by: SubscriberProof,
  clock: Clock,
): Promise<string | undefined> {
  if ('authorise' in by) return by.authorise(wanted)
  assertSignInFor(by.signIn, { ...by, now: clock() })
  const { did } = by.signIn
  return (await by.mayBeTold(did)) === true ? did : undefined
}

function refused(cause?: unknown): CredentialError {
  return new CredentialError('status_subscription_refused', 'Not an address for notices', {
    cause: BaseError.is(cause) ? cause : undefined,
  })
}
