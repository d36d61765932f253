import {
  assertOptions,
  type Clock,
  CodedError,
  type EpochSeconds,
  epochSeconds,
} from '@fidecura/base'
import { randomBytes, type Signer } from '@fidecura/identity'
import type { StatusEntry } from './credential.ts'
import { CredentialError } from './errors.ts'
import {
  type BatchContents,
  type IssueBatchOptions,
  issueBatch,
  startOfDay,
} from './issue-batch.ts'
import {
  type CredentialContents,
  type IssuableFormat,
  issueCredential,
} from './issue-credential.ts'
import { labelsOf } from './issued-labels.ts'
import type { IssuedStatusChange, IssuedStore, NewIssuedStatusChange } from './issued-store.ts'
import { createIssuerSwitch, type IssuerSwitch } from './issuer-switch.ts'
import { newUuid } from './new-uuid.ts'
import type { RevocationPolicy } from './revocation-policy.ts'
import { minBitstringEntries } from './status/bitstring-list.ts'
import { issueStatusHistory } from './status/issue-status-history.ts'
import { issueStatusList } from './status/issue-status-list.ts'
import { type StatusChangeReason, whyOf } from './status-change-reason.ts'

/** As whom an issuer signs, and where it keeps and publishes what it did. */
export interface IssuerOptions {
  readonly signer: Signer
  readonly store: IssuedStore
  readonly clock: Clock
  /** Where the status list will be served; its history is at `historyUrlOf` it. */
  readonly listUrl: string
  /** Entries of the list; never another for this URL. Default 131,072. */
  readonly listSize?: number
  /**
   * How long a published list may be used. Default 3,600: where publishing stops, or somebody keeps serving
   * an old list, status is unknown within the hour. More for verifiers without a network, who take
   * lists along.
   */
  readonly listValidSeconds?: number
  /** After how long a copy is to be fetched anew, as the list itself says. Default 60. */
  readonly listTtlSeconds?: number
  /** Where the issuer says which lists it has. */
  readonly aggregationUrl?: string
  /**
   * How many entries without a credential go bad with each that has one, so that list and history tell
   * neither how many do nor which belong together; of an act on many, with a hundred of it on each list.
   * They are indices that no credential ever gets. Default 0. Fewer where the list is full.
   */
  readonly decoys?: number
  /**
   * Who must agree to a revocation, which is for good: `createTwoPeoplePolicy` of `@fidecura/credentials/switch`,
   * or `by_issuer_key`, where whoever holds this object revokes. Default: nobody can revoke, and to
   * suspend is what is left.
   */
  readonly revocation?: RevocationPolicy | 'by_issuer_key'
}

/** What to issue; the issuer adds the status, the instant, and an id where there is none. */
export type IssuerContents = Omit<CredentialContents, 'status' | 'issuedAt'>

/** As what to issue. */
export interface IssueOptions {
  readonly format: IssuableFormat
  /**
   * By what else the issuer finds it as one about somebody, such as the DID of a holder whose keys have
   * others. Kept in the store alone: it is in no credential, list or history.
   */
  readonly about?: string | undefined
  readonly signal?: AbortSignal | undefined
}

/** A list and the history that goes with it: made of the same changes. */
export interface PublishedStatus {
  readonly list: string
  readonly history: string
  readonly issuedAt: EpochSeconds
  readonly validUntil: EpochSeconds
  /** Of the last change that they tell. */
  readonly sequence: number
}

/**
 * Issues credentials that can be suspended and revoked. Each is kept before it is handed out, and
 * every change of status is durable before it is acknowledged.
 */
export interface Issuer extends IssuerSwitch {
  /** Where its status list will be served. */
  readonly listUrl: string
  /** Whether whoever holds this object revokes: it was made `by_issuer_key`. */
  readonly revokesAlone: boolean
  issue(
    contents: IssuerContents,
    options: IssueOptions,
  ): Promise<{ readonly id: string; readonly token: string }>
  /**
   * Issues the same to many keys of one holder, each with an id, subject, status index and salts of its
   * own and dated to whole days, so that two platforms share nothing that links. In the order of keys.
   *
   * @throws {@link CredentialError} `credential_claims_invalid`: no keys, one twice, or more than 100.
   */
  issueBatch(
    contents: BatchContents,
    options: IssueBatchOptions,
  ): Promise<readonly { readonly id: string; readonly token: string }[]>
  /**
   * Until {@link Issuer.reinstate}. Takes effect with the next {@link Issuer.publish}, once that list is served;
   * `createStatusPublisher` of `@fidecura/credentials/switch` does both.
   */
  suspend(id: string, reason?: StatusChangeReason): Promise<IssuedStatusChange>
  /** Takes effect as {@link Issuer.suspend} does. */
  reinstate(id: string): Promise<IssuedStatusChange>
  /**
   * For good, on the word of whoever holds this object. Takes effect as {@link Issuer.suspend} does.
   *
   * @throws {@link CredentialError} `revocation_needs_two_people`, unless it was made `by_issuer_key`.
   */
  revoke(id: string, reason?: StatusChangeReason): Promise<IssuedStatusChange>
  /**
   * Signs the list as it stands now, and the history that goes with it. Serve both.
   */
  publish(options?: PublishOptions): Promise<PublishedStatus>
}

/** After what a list is dated. */
export interface PublishOptions {
  /**
   * The date of the list that is served now, by whatever clock: no list of an earlier date takes its
   * place.
   */
  readonly notBefore?: EpochSeconds
  readonly signal?: AbortSignal | undefined
}

/** Makes an issuer of credentials with status, on one status list of its own. */
export function createIssuer(options: IssuerOptions): Issuer {
  const { signer, store, clock, listUrl } = options
  const size = options.listSize ?? minBitstringEntries

  const change = async (
    id: string,
    value: NewIssuedStatusChange['value'],
    why: StatusChangeReason = {},
  ): Promise<IssuedStatusChange> => {
    const issued = await store.find(signer.did, id)
    if (issued?.status?.list !== listUrl) {
      throw new CredentialError('credential_not_issued', 'Not issued here, or on another list')
    }
    const { index } = issued.status
    // Some before and some after, or the first of each burst would be the one that is meant.
    const decoys = options.decoys ?? 0
    const before = decoys === 0 ? 0 : (randomBytes(1)[0] as number) % (decoys + 1)
    await addDecoys(before, value, why)
    const written = await store.change(listUrl, { index, value, ...whyOf(why) }, clock)
    await addDecoys(decoys - before, value, why)
    return written
  }

  const addDecoys = async (
    count: number,
    value: NewIssuedStatusChange['value'],
    why: StatusChangeReason,
  ): Promise<void> => {
    for (let n = 0; n < count && value !== 'valid'; n++) {
      const index = await allocateDecoy()
      if (index === undefined) return
      // With the same words, or what says why would be the one that is meant.
      await store.change(listUrl, { index, value, ...whyOf(why) }, clock)
    }
  }

  const allocateDecoy = async (): Promise<number | undefined> => {
    try {
      return await store.allocate(listUrl, size)
    } catch (error) {
      // What is to be turned off is, also where nothing is left to hide it among.
      if (CodedError.is(error) && error.code === 'status_list_full') return undefined
      throw error
    }
  }

  const { assertAlone, ...switches } = createIssuerSwitch(options)

  return Object.freeze<Issuer>({
    ...switches,
    listUrl,
    revokesAlone: options.revocation === 'by_issuer_key',
    async issue(contents, wanted) {
      // Before an index is taken.
      assertOptions(wanted, ['format'])
      const { format, about, signal } = wanted
      const index = await store.allocate(listUrl, size)
      const id = contents.id ?? newUuid()
      const issuedAt = clock()
      const status: StatusEntry = { kind: 'token', list: listUrl, index }
      const signing = { signer, format, signal }
      const token = await issueCredential({ ...contents, id, issuedAt, status }, signing)
      const { type } = contents
      const entry = { list: listUrl, index }
      const labels = labelsOf(contents, about)
      await store.insert({ issuer: signer.did, id, type, token, issuedAt, status: entry, labels })
      return { id, token }
    },
    issueBatch(contents, batch) {
      const now = clock()
      const daily = createIssuer({ ...options, clock: () => startOfDay(now) })
      return issueBatch(contents, batch, daily, now)
    },
    suspend: (id, reason) => change(id, 'suspended', reason),
    reinstate: (id) => change(id, 'valid'),
    async revoke(id, reason) {
      assertAlone()
      return change(id, 'revoked', reason)
    },
    async publish({ notBefore = 0, signal } = {}) {
      const changes = await store.changesOf(listUrl)
      // A clock that was set back must not date the list before what it says.
      const issuedAt = epochSeconds(Math.max(clock(), changes.at(-1)?.at ?? 0, notBefore))
      const validUntil = epochSeconds(issuedAt + (options.listValidSeconds ?? 3600))
      const { listTtlSeconds: ttlSeconds = 60, aggregationUrl } = options
      const sequence = changes.at(-1)?.sequence ?? 0
      const content = {
        url: listUrl,
        sequence,
        size,
        entries: changes,
        issuedAt,
        validUntil,
        ttlSeconds,
        ...(aggregationUrl === undefined ? {} : { aggregationUrl }),
      }
      return {
        list: await issueStatusList({ format: 'token', ...content }, { signer, signal }),
        history: await issueStatusHistory({ url: listUrl, changes, issuedAt }, { signer, signal }),
        issuedAt,
        validUntil,
        sequence,
      }
    },
  })
}
