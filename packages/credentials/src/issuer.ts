import { type Clock, epochSeconds } from '@fidecura/base'
import type { Signer } from '@fidecura/identity'
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
import type { IssuedStatusChange, IssuedStore, NewIssuedStatusChange } from './issued-store.ts'
import { newUuid } from './new-uuid.ts'
import { minBitstringEntries } from './status/bitstring-list.ts'
import { issueStatusHistory } from './status/issue-status-history.ts'
import { issueStatusList } from './status/issue-status-list.ts'

/** As whom an issuer signs, and where it keeps and publishes what it did. */
export interface IssuerOptions {
  readonly signer: Signer
  readonly store: IssuedStore
  readonly clock: Clock
  /** Where the status list will be served; its history is at `historyUrlOf` it. */
  readonly listUrl: string
  /** Entries of the list; never another for this URL. Default 131,072. */
  readonly listSize?: number
  /** How long a published list may be used. Default one day. */
  readonly listValidSeconds?: number
}

/** What to issue; the issuer adds the status, the instant, and an id where there is none. */
export type IssuerContents = Omit<CredentialContents, 'status' | 'issuedAt'>

/** What is published beside a change of status. */
export interface StatusChangeReason {
  /** A code of lower-case letters, digits and `_`: histories are public. */
  readonly reason?: string
  /** From when it must be taken as bad; may precede the act, never follow it. */
  readonly invalidFrom?: IssuedStatusChange['invalidFrom']
}

/**
 * Issues credentials that can be suspended and revoked. Each is kept before it is handed out, and
 * every change of status is durable before it is acknowledged.
 */
export interface Issuer {
  /** Where its status list will be served. */
  readonly listUrl: string
  issue(
    contents: IssuerContents,
    options: { readonly format: IssuableFormat },
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
  /** Until {@link Issuer.reinstate}. Verifiers refuse once the next list is served. */
  suspend(id: string, reason?: StatusChangeReason): Promise<IssuedStatusChange>
  reinstate(id: string): Promise<IssuedStatusChange>
  /** For good. */
  revoke(id: string, reason?: StatusChangeReason): Promise<IssuedStatusChange>
  /** Signs the list as it stands now, and the history that goes with it. Serve both. */
  publish(): Promise<{ readonly list: string; readonly history: string }>
}

/** Makes an issuer of credentials with status, on one status list of its own. */
export function createIssuer(options: IssuerOptions): Issuer {
  const { signer, store, clock, listUrl } = options
  const size = options.listSize ?? minBitstringEntries

  const change = async (
    id: string,
    value: NewIssuedStatusChange['value'],
    { reason, invalidFrom }: StatusChangeReason = {},
  ): Promise<IssuedStatusChange> => {
    const issued = await store.find(signer.did, id)
    if (issued?.status?.list !== listUrl) {
      throw new CredentialError('credential_not_issued', 'Not issued here, or on another list')
    }
    const { index } = issued.status
    const more = {
      ...(reason === undefined ? {} : { reason }),
      ...(invalidFrom === undefined ? {} : { invalidFrom }),
    }
    return store.change(listUrl, { index, value, ...more }, clock)
  }

  return Object.freeze<Issuer>({
    listUrl,
    async issue(contents, { format }) {
      const index = await store.allocate(listUrl, size)
      const id = contents.id ?? newUuid()
      const issuedAt = clock()
      const status: StatusEntry = { kind: 'token', list: listUrl, index }
      const token = await issueCredential({ ...contents, id, issuedAt, status }, { signer, format })
      const { type } = contents
      const entry = { list: listUrl, index }
      await store.insert({ issuer: signer.did, id, type, token, issuedAt, status: entry })
      return { id, token }
    },
    issueBatch(contents, batch) {
      const now = clock()
      const daily = createIssuer({ ...options, clock: () => startOfDay(now) })
      return issueBatch(contents, batch, daily, now)
    },
    suspend: (id, reason) => change(id, 'suspended', reason),
    reinstate: (id) => change(id, 'valid'),
    revoke: (id, reason) => change(id, 'revoked', reason),
    async publish() {
      const changes = await store.changesOf(listUrl)
      // A clock that was set back must not date the list before what it says.
      const issuedAt = epochSeconds(Math.max(clock(), changes.at(-1)?.at ?? 0))
      const validUntil = epochSeconds(issuedAt + (options.listValidSeconds ?? 86_400))
      const content = { url: listUrl, size, entries: changes, issuedAt, validUntil }
      return {
        list: await issueStatusList({ format: 'token', ...content }, { signer }),
        history: await issueStatusHistory({ url: listUrl, changes, issuedAt }, { signer }),
      }
    },
  })
}
