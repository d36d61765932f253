import type { EpochSeconds } from '@fidecura/base'
import { CredentialError } from '../errors.ts'

/** A list or history as it was fetched, not yet looked into. */
export interface StatusToken {
  /** The signed list or history, compact. */
  readonly token: string
  /** When it was asked for at its origin: freshness counts from here. */
  readonly fetchedAt: EpochSeconds
}

/** How new an answer must be. */
export interface StatusSourceOptions {
  readonly now: EpochSeconds
  /** A copy that is older need not be handed out: it would be refused. */
  readonly maxAgeSeconds: number
  readonly signal?: AbortSignal | undefined
}

/**
 * Where status lists come from. Nothing that it hands out is believed before the reader has checked
 * the signature, so it may be any cache.
 *
 * Throws coded errors: `status_unreachable` (unknown) when nobody answers.
 */
export interface StatusSource {
  list(url: string, options: StatusSourceOptions): Promise<StatusToken>
  /** The dated history of the list at this URL. Absent: there are none. */
  history?(url: string, options: StatusSourceOptions): Promise<StatusToken>
}

/** What a source in memory hands out. */
export interface MemoryStatusSourceOptions {
  readonly lists: readonly KeptStatusToken[]
  readonly histories?: readonly KeptStatusToken[]
}

/** A token, and the list that it is or belongs to. */
export interface KeptStatusToken extends StatusToken {
  /** Of the list, for its history too. */
  readonly url: string
}

/**
 * Hands out what it was given, at the age that it has.
 *
 * @throws {@link CredentialError} from its methods, `unknown`: `status_unreachable`,
 *   `status_history_unavailable` for what it was not given.
 */
export function createMemoryStatusSource(options: MemoryStatusSourceOptions): StatusSource {
  const lists = byUrl(options.lists)
  const histories = byUrl(options.histories ?? [])
  return {
    list: async (url) => lists.get(url) ?? absent('status_unreachable'),
    history: async (url) => histories.get(url) ?? absent('status_history_unavailable'),
  }
}

/**
 * Where the history of a list is served: below the list itself, any query kept. Histories are ours,
 * so no standard names the place.
 */
export function historyUrlOf(url: string): string {
  const query = url.indexOf('?')
  return query === -1 ? `${url}/history` : `${url.slice(0, query)}/history${url.slice(query)}`
}

function byUrl(tokens: readonly KeptStatusToken[]): ReadonlyMap<string, StatusToken> {
  return new Map(
    tokens.map(({ url, token, fetchedAt }) => [url, Object.freeze({ token, fetchedAt })]),
  )
}

function absent(code: 'status_unreachable' | 'status_history_unavailable'): never {
  throw new CredentialError(code, 'Not among what this source holds', { outcome: 'unknown' })
}
