import type { EpochSeconds } from '@fidecura/base'
import {
  decodeJws,
  didOf,
  type KeyCache,
  parseDidUrl,
  type ResolveDid,
  thumbprintOf,
  type UnverifiedJws,
  verifyDidJws,
} from '@fidecura/identity'
import type { StatusEntry } from '../credential.ts'
import { CredentialError } from '../errors.ts'
import { bitstringListType, parseBitstringList } from './bitstring-list.ts'
import type { ProvenSigner } from './may-sign.ts'
import type { HeldList } from './slots.ts'
import { maxListTokenBytes, parseListPayload } from './status-list.ts'
import { readingsOf } from './status-reading.ts'
import type { StatusSource, StatusSourceOptions, StatusToken } from './status-source.ts'
import { parseTokenList, tokenListType } from './token-list.ts'

export interface FetchListOptions {
  readonly source: StatusSource
  readonly resolve: ResolveDid
  readonly keyCache?: KeyCache
  readonly context: StatusSourceOptions
  /** What is held already: the same bytes are not looked at twice. */
  readonly known: HeldList | undefined
}

/** Asks the source for the list of an entry and proves who signed it, whoever that is. */
export async function fetchList(entry: StatusEntry, options: FetchListOptions): Promise<HeldList> {
  // Others may be waiting for the same list, so no signal of a caller.
  const { now, maxAgeSeconds } = options.context
  const age = Math.min(maxAgeSeconds, options.known?.list.ttlSeconds ?? maxAgeSeconds)
  const first = await options.source.list(entry.list, { now, maxAgeSeconds: age })
  const held = await hold(entry, first, options)
  const { ttlSeconds } = held.list
  if (Math.abs(now - first.fetchedAt) <= ttlSeconds) return held
  // Only now is it known that the list asks to be fetched more often. A source that has nothing
  // newer, such as a bundle, is left to what the caller allows.
  const second = await options.source.list(entry.list, { now, maxAgeSeconds: ttlSeconds })
  return hold(entry, second, { ...options, known: held })
}

async function hold(
  entry: StatusEntry,
  { token, fetchedAt }: StatusToken,
  { known, ...options }: FetchListOptions,
): Promise<HeldList> {
  const askedAt = options.context.now
  if (known?.token === token && known.list.kind === entry.kind) {
    return { ...known, fetchedAt, askedAt, readings: readingsOf(known.list, fetchedAt) }
  }
  const jws = decodeJws(token, { maxBytes: maxListTokenBytes })
  const typ = entry.kind === 'token' ? tokenListType : bitstringListType
  const proven = await proveSigner(jws, { ...options, now: askedAt, typ })
  const payload = parseListPayload(jws.payload)
  const list = await (entry.kind === 'token'
    ? parseTokenList(payload)
    : parseBitstringList(payload))
  if (list.issuer !== undefined && list.issuer !== proven.signer) {
    throw new CredentialError('status_list_untrusted', 'Signed by another than it says')
  }
  if (list.url !== entry.list) {
    throw new CredentialError('status_list_mismatch', 'The list says that it is another one')
  }
  return { token, list, ...proven, fetchedAt, askedAt, readings: readingsOf(list, fetchedAt) }
}

export interface ProveSignerOptions {
  readonly resolve: ResolveDid
  readonly keyCache?: KeyCache
  readonly now: EpochSeconds
  readonly typ: string
}

/** The DID whose assertion key signed, as its document is now. @throws IdentityError */
export async function proveSigner(
  jws: UnverifiedJws,
  { resolve, keyCache, now, typ }: ProveSignerOptions,
): Promise<ProvenSigner> {
  const signer = didOf(parseDidUrl(jws.header.kid))
  const { publicKey } = await verifyDidJws(jws, {
    issuer: signer,
    typ,
    relationship: 'assertionMethod',
    resolve,
    at: now,
    now,
    ...(keyCache === undefined ? {} : { keyCache }),
  })
  return { signer, thumbprint: await thumbprintOf(publicKey) }
}
