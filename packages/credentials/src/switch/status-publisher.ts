import { type Clock, type EpochSeconds, epochSeconds } from '@fidecura/base'
import type { Signer } from '@fidecura/identity'
import { CredentialError } from '../errors.ts'
import type { IssuedStore } from '../issued-store.ts'
import type { Issuer } from '../issuer.ts'
import { createDelivery, type DeliveryOptions } from './deliver-notices.ts'
import type { PublishedList, PublishedLists } from './published-lists.ts'
import { signStatusNotice } from './status-notice.ts'
import type { StatusSubscriptions } from './status-subscriptions.ts'

/** Whose lists are published, where, and who is told. */
export interface StatusPublisherOptions extends DeliveryOptions {
  /** All those of one signer: an act on many may touch each of their lists. */
  readonly issuers: readonly Issuer[]
  /** Who signs lists and notices. */
  readonly signer: Signer
  /** What the issuers were made with. */
  readonly store: Pick<IssuedStore, 'lastSequence'>
  readonly published: PublishedLists
  readonly subscriptions: StatusSubscriptions
  readonly clock: Clock
}

/** Serves what is true now, and tells whoever asked to be told. */
export interface StatusPublisher {
  /** Of the list at this URL; what it changes is published before it returns. */
  issuer(listUrl: string): Issuer
  /** The list as it is to be served; signed anew if something has changed, by whomever. */
  current(listUrl: string): Promise<PublishedList>
  /** Publishes every list of which {@link StatusPublisher.current} would. */
  refresh(): Promise<void>
  /** Once every subscriber was told, or given up. */
  idle(): Promise<void>
}

/**
 * Publishes each change at once. A change is durable before it is published, so where publishing fails
 * the error is thrown, the act stands, and the next reader gets a list that tells it.
 *
 * @throws CredentialError from its methods: `status_list_not_found`; `status_list_older` (unknown):
 *   another process, whose clock is ahead, has dated a list later and knows less: it is served until then; those of `Issuer`, of the stores
 *   and of the signer.
 */
export function createStatusPublisher(options: StatusPublisherOptions): StatusPublisher {
  const { signer, store, published, subscriptions, clock } = options
  const issuers = new Map(options.issuers.map((issuer) => [issuer.listUrl, issuer]))
  const delivery = createDelivery(options)
  const publishing = new Map<string, Promise<PublishedList>>()

  const issuerOf = (url: string): Issuer => {
    const issuer = issuers.get(url)
    if (issuer !== undefined) return issuer
    throw new CredentialError('status_list_not_found', 'Not a list of this publisher')
  }

  async function publish(url: string): Promise<PublishedList> {
    const made = Object.freeze({ ...(await issuerOf(url).publish()), url })
    // Another process may have published what this one does not know yet.
    if (!(await published.put(made))) {
      const newest = await published.newest(url)
      if (newest !== undefined && newest.sequence >= made.sequence) return newest
      // Its clock was ahead of this one, and what it knew less would be served on without a word.
      throw new CredentialError('status_list_older', 'A list of a later date is served', {
        outcome: 'unknown',
      })
    }
    const told = await subscriptions.of(url)
    if (told.length > 0) {
      const { list, issuedAt: listIssuedAt } = made
      const about = { signer, url, list, listIssuedAt, issuedAt: wholeSecond(clock) }
      delivery.post(told, await signStatusNotice(about))
    }
    return made
  }

  async function current(url: string): Promise<PublishedList> {
    issuerOf(url)
    const [sequence, newest] = [await store.lastSequence(url), await published.newest(url)]
    if (newest !== undefined && newest.sequence >= sequence && !isOld(newest, clock())) {
      return newest
    }
    // One at a time for each list; whoever comes later looks again, for it may have begun too early.
    const running = publishing.get(url)
    if (running !== undefined) {
      await running.catch(() => undefined)
      return current(url)
    }
    const run = publish(url).finally(() => publishing.delete(url))
    publishing.set(url, run)
    return run
  }

  const refresh = async (): Promise<void> => {
    for (const url of issuers.keys()) await current(url)
  }

  return Object.freeze<StatusPublisher>({
    issuer(listUrl) {
      const issuer = issuerOf(listUrl)
      const followed =
        <Args extends readonly unknown[], T>(act: (...args: Args) => Promise<T>) =>
        async (...args: Args): Promise<T> => {
          const done = await act(...args)
          await refresh()
          return done
        }
      return Object.freeze<Issuer>({
        ...issuer,
        suspend: followed(issuer.suspend),
        reinstate: followed(issuer.reinstate),
        revoke: followed(issuer.revoke),
        suspendAll: followed(issuer.suspendAll),
        undo: followed(issuer.undo),
        revokeAll: followed(issuer.revokeAll),
        approveRevocation: followed(issuer.approveRevocation),
      })
    },
    current,
    refresh,
    idle: () => delivery.idle(),
  })
}

/** Past half of its time, so that nobody is handed a list that ends in a moment. */
function isOld({ issuedAt, validUntil }: PublishedList, now: number): boolean {
  return now - issuedAt > (validUntil - issuedAt) / 2
}

function wholeSecond(clock: Clock): EpochSeconds {
  return epochSeconds(Math.floor(clock()))
}
