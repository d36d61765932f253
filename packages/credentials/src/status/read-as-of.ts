import type { EpochSeconds } from '@fidecura/base'
import { type Did, decodeJws, type KeyCache, type ResolveDid } from '@fidecura/identity'
import type { StatusEntry } from '../credential.ts'
import { CredentialError } from '../errors.ts'
import type { Flights } from './flights.ts'
import { assertMaySign, type ProvenSigner, type StatusSigners } from './may-sign.ts'
import type { HeldList } from './slots.ts'
import { agrees, readPast, type StatusAsOf } from './status-as-of.ts'
import { parseStatusHistory, type StatusHistory, statusHistoryType } from './status-history.ts'
import { maxListTokenBytes, type StatusList } from './status-list.ts'
import { valueIn, valuesOf } from './status-reading.ts'
import type { StatusSource, StatusSourceOptions } from './status-source.ts'
import { proveSigner, signerOf } from './verify-list.ts'

/** A history whose signature was checked. */
interface HeldHistory extends ProvenSigner {
  readonly history: StatusHistory
  readonly fetchedAt: EpochSeconds
}

export interface AsOfCache {
  readonly flights: Flights<HeldHistory>
  /** A history goes when its list does. */
  readonly held: WeakMap<StatusList, HeldHistory>
}

export interface ReadAsOfOptions {
  readonly source?: StatusSource
  readonly resolve: ResolveDid
  readonly keyCache?: KeyCache
  readonly context: StatusSourceOptions & StatusSigners & { readonly at: EpochSeconds }
  readonly cache: AsOfCache
}

/** @param held - The list as it is now, fresh and of a signer that may. */
export async function readAsOf(
  entry: StatusEntry,
  held: HeldList,
  options: ReadAsOfOptions,
): Promise<StatusAsOf> {
  if (entry.kind === 'bitstring' && entry.messages !== undefined) {
    throw unavailable('Nobody dates messages')
  }
  const current = valueIn(held.list, entry)
  const known = await historyOf(entry.list, held, options)
  // Of the same signer, yet perhaps with a key that this caller does not take.
  await assertMaySign(known, options.context)
  const { history } = known
  const changes = history.changes.get(entry.index) ?? []
  // A bitstring list has but one word for bad.
  const foreign = changes.some(({ value }) => !valuesOf(entry).includes(value))
  if (foreign || !agrees(changes, current, held.list.issuedAt)) {
    throw new CredentialError('status_history_mismatch', 'List and history contradict each other')
  }
  return Object.freeze({
    ...held.readings[current],
    ...readPast(changes, options.context.at),
    current,
  })
}

async function historyOf(
  url: string,
  held: HeldList,
  options: ReadAsOfOptions,
): Promise<HeldHistory> {
  const { cache, context } = options
  const known = cache.held.get(held.list)
  if (known !== undefined && isFresh(known, context)) return known
  const ask = (maxAgeSeconds: number): Promise<HeldHistory> =>
    cache.flights.share(
      `${held.signer} ${maxAgeSeconds} ${url}`,
      () => fetchHistory(url, held.signer, maxAgeSeconds, options),
      context.signal,
    )
  let fetched = await ask(context.maxAgeSeconds)
  // A copy from just before the list was made anew.
  if (fetched.history.issuedAt < held.list.issuedAt) fetched = await ask(0)
  if (fetched.history.issuedAt < held.list.issuedAt || !isFresh(fetched, context)) {
    throw unavailable('The history is older than the list, or than allowed')
  }
  cache.held.set(held.list, fetched)
  return fetched
}

function isFresh({ fetchedAt }: HeldHistory, { now, maxAgeSeconds }: StatusSourceOptions): boolean {
  return Math.abs(now - fetchedAt) <= maxAgeSeconds
}

async function fetchHistory(
  url: string,
  signer: Did,
  maxAgeSeconds: number,
  options: ReadAsOfOptions,
): Promise<HeldHistory> {
  const { now } = options.context
  const found = await options.source?.history?.(url, { now, maxAgeSeconds })
  if (found === undefined) throw unavailable('This source has no histories')
  const jws = decodeJws(found.token, { maxBytes: maxListTokenBytes })
  // Before anything about it is looked up: whoever serves the history may name anybody.
  if (signerOf(jws) !== signer) throw foreign()
  const proven = await proveSigner(jws, { ...options, signer, now, typ: statusHistoryType })
  const history = parseStatusHistory(jws.payload)
  if (history.issuer !== signer) throw foreign()
  if (history.url !== url) {
    throw new CredentialError('status_list_mismatch', 'The history is of another list', {
      place: 'history',
    })
  }
  return { history, ...proven, fetchedAt: found.fetchedAt }
}

function foreign(): CredentialError {
  return new CredentialError('status_list_untrusted', 'Not signed by who signed the list', {
    place: 'history',
  })
}

function unavailable(message: string): CredentialError {
  return new CredentialError('status_history_unavailable', message, { outcome: 'unknown' })
}
