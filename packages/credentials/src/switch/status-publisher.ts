import { allowedSkewSeconds, type Clock, type EpochSeconds, epochSeconds } from '@fidecura/base'
import type { DepositToken, Signer } from '@fidecura/identity'
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
  /**
   * Deposits the history of each list that an act has changed, such as `createTokenDepositor` of
   * `@fidecura/evidence`, so that when a status changed does not rest on the issuer's word. A change is published
   * first: where this throws, the act stands, and the next {@link StatusPublisher.refresh} deposits it.
   * Default: nothing is deposited.
   */
  readonly deposit?: DepositToken
}

/** Serves what is true now, and tells whoever asked to be told. */
export interface StatusPublisher {
  /** Of the list at this URL; what it changes is published before it returns. */
  issuer(listUrl: string): Issuer
  /** The list as it is to be served; signed anew if something has changed, by whomever. */
  current(listUrl: string): Promise<PublishedList>
  /** Publishes every list of which {@link StatusPublisher.current} would, also just after a failure. */
  refresh(): Promise<void>
  /** Once every subscriber was told, or given up. */
  idle(): Promise<void>
}

/**
 * Publishes each change at once. A change is durable before it is published, so where publishing fails
 * the error is thrown, the act stands, and the next reader gets a list that tells it. Readers share one
 * attempt, and what it ends with: a signer that fails is asked again after two seconds, or by the next act.
 *
 * A list takes the place of one that another process has dated ahead, under the same date, as far as
 * clocks may differ.
 *
 * @throws CredentialError from its methods: `status_list_not_found`; `status_list_older` (unknown): what
 *   is served is dated more than 60 s ahead and knows less: it is served until then; those of `Issuer`,
 *   of the stores and of the signer, and what `deposit` throws.
 */
export function createStatusPublisher(options: StatusPublisherOptions): StatusPublisher {
  const { signer, store, published, subscriptions, clock, deposit } = options
  const issuers = new Map(options.issuers.map((issuer) => [issuer.listUrl, issuer]))
  const delivery = createDelivery(options)
  const publishing = new Map<string, Promise<PublishedList>>()
  const failures = new Map<string, { readonly error: unknown; readonly at: number }>()
  const deposited = new Map<string, string>()

  const issuerOf = (url: string): Issuer => {
    const issuer = issuers.get(url)
    if (issuer !== undefined) return issuer
    throw new CredentialError('status_list_not_found', 'Not a list of this publisher')
  }

  async function sign(url: string, before: PublishedList | undefined): Promise<PublishedList> {
    // Beyond that no verifier would take it, and what the other knew less would be served on without a word.
    if (before !== undefined && !(before.issuedAt <= clock() + allowedSkewSeconds)) throw older()
    const floor = before === undefined ? {} : { notBefore: before.issuedAt }
    return Object.freeze({ ...(await issuerOf(url).publish(floor)), url })
  }

  async function publish(url: string): Promise<PublishedList> {
    let newest = await published.newest(url)
    let made = await sign(url, newest)
    for (let tries = 1; !(await published.put(made)); tries++) {
      newest = await published.newest(url)
      // Another process may have published what this one does not know yet.
      if (newest !== undefined && newest.sequence >= made.sequence) return newest
      if (tries === maxTries) throw older()
      made = await sign(url, newest)
    }
    const told = await subscriptions.of(url)
    if (told.length > 0) {
      const { list, issuedAt: listIssuedAt } = made
      const about = { signer, url, list, listIssuedAt, issuedAt: wholeSecond(clock) }
      delivery.post(told, await signStatusNotice(about))
    }
    return made
  }

  async function look(url: string, isAct: boolean): Promise<PublishedList> {
    issuerOf(url)
    const [sequence, newest] = [await store.lastSequence(url), await published.newest(url)]
    if (newest !== undefined && newest.sequence >= sequence && !isOld(newest, clock())) {
      return newest
    }
    // One at a time for each list; whoever comes later looks again, for it may have begun too early.
    const running = publishing.get(url)
    if (running !== undefined) {
      await running
      return look(url, isAct)
    }
    const failure = failures.get(url)
    const isRecent = failure !== undefined && Math.abs(clock() - failure.at) < failureSeconds
    if (isRecent && !isAct) throw failure.error
    const run = publishOnce(url)
    publishing.set(url, run)
    return run
  }

  async function publishOnce(url: string): Promise<PublishedList> {
    try {
      const made = await publish(url)
      failures.delete(url)
      return made
    } catch (error) {
      failures.set(url, { error, at: clock() })
      throw error
    } finally {
      publishing.delete(url)
    }
  }

  const current = (url: string): Promise<PublishedList> => look(url, false)

  /** A new process deposits once more what is served, which is the same deposit. */
  const preserve = async ({ url, history }: PublishedList): Promise<void> => {
    if (deposit === undefined || deposited.get(url) === history) return
    await deposit(history)
    deposited.set(url, history)
  }

  const refresh = async (): Promise<void> => {
    const lists: PublishedList[] = []
    for (const url of issuers.keys()) lists.push(await look(url, true))
    // Only now: whom a change concerns must not wait for a log.
    for (const list of lists) await preserve(list)
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

// Others publish in the meantime, but not for ever.
const maxTries = 3

// So many readers a second must not become as many calls of a signer that fails.
const failureSeconds = 2

function older(): CredentialError {
  return new CredentialError('status_list_older', 'A list of a later date is served', {
    outcome: 'unknown',
  })
}

/** Past half of its time, so that nobody is handed a list that ends in a moment. */
function isOld({ issuedAt, validUntil }: PublishedList, now: number): boolean {
  return now - issuedAt > (validUntil - issuedAt) / 2
}

function wholeSecond(clock: Clock): EpochSeconds {
  return epochSeconds(Math.floor(clock()))
}
