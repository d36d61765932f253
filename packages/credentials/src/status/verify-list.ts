import type { EpochSeconds } from '@fidecura/base'
import {
  type Did,
  decodeJws,
  didOf,
  type KeyCache,
  parseDidUrl,
  publicKeyOf,
  type ResolveDid,
  thumbprintOf,
  type UnverifiedJws,
  verifyDidJws,
} from '@fidecura/identity'
import type { StatusEntry } from '../credential.ts'
import { CredentialError } from '../errors.ts'
import { isSameKey } from '../same-key.ts'
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
  /** The only one whose DID is looked up: whoever serves the list may name any. */
  readonly signer: Did
  /** What the source has handed out just now. Absent: it is asked. */
  readonly found?: StatusToken | undefined
}

/** A list that names another signer, of which nothing is proven. */
export interface ForeignList {
  readonly signer: Did
  readonly found: StatusToken
  readonly list?: undefined
}

/** Asks the source for the list of an entry and proves that this signer has signed it. */
export async function fetchList(
  entry: StatusEntry,
  options: FetchListOptions,
): Promise<HeldList | ForeignList> {
  // Others may be waiting for the same list, so no signal of a caller.
  const { now, maxAgeSeconds } = options.context
  const age = Math.min(maxAgeSeconds, options.known?.list.ttlSeconds ?? maxAgeSeconds)
  const first =
    options.found ?? (await options.source.list(entry.list, { now, maxAgeSeconds: age }))
  const held = await hold(entry, first, options)
  if (held.list === undefined) return held
  const { ttlSeconds } = held.list
  if (Math.abs(now - first.fetchedAt) <= ttlSeconds) return held
  // Only now is it known that the list asks to be fetched more often. A source that has nothing
  // newer, such as a bundle, is left to what the caller allows.
  const second = await options.source.list(entry.list, { now, maxAgeSeconds: ttlSeconds })
  return hold(entry, second, { ...options, known: held })
}

async function hold(
  entry: StatusEntry,
  found: StatusToken,
  { known, signer, ...options }: FetchListOptions,
): Promise<HeldList | ForeignList> {
  const { token, fetchedAt } = found
  const askedAt = options.context.now
  if (known?.token === token && known.list.kind === entry.kind) {
    if (known.signer !== signer) return { signer: known.signer, found }
    // The bytes are the same, and yet the key may have been taken out or replaced since.
    const { document } = await options.resolve(signer, { at: askedAt, now: askedAt })
    if (isSameKey(publicKeyOf(document, known.keyId, 'assertionMethod'), known.publicKey)) {
      return { ...known, fetchedAt, askedAt, readings: readingsOf(known.list, fetchedAt) }
    }
  }
  const jws = decodeJws(token, { maxBytes: maxListTokenBytes })
  const named = signerOf(jws)
  if (named !== signer) return { signer: named, found }
  const typ = entry.kind === 'token' ? tokenListType : bitstringListType
  const proven = await proveSigner(jws, { ...options, signer, now: askedAt, typ })
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

/** Whom it names, proving nothing. @throws IdentityError `did_url_malformed`. */
export function signerOf({ header }: UnverifiedJws): Did {
  return didOf(parseDidUrl(header.kid))
}

export interface ProveSignerOptions {
  readonly signer: Did
  readonly resolve: ResolveDid
  readonly keyCache?: KeyCache
  readonly now: EpochSeconds
  readonly typ: string
}

/** The assertion key that signed, as the document of the DID is now. @throws IdentityError */
export async function proveSigner(
  jws: UnverifiedJws,
  { signer, resolve, keyCache, now, typ }: ProveSignerOptions,
): Promise<ProvenSigner> {
  const { keyId, publicKey } = await verifyDidJws(jws, {
    issuer: signer,
    typ,
    relationship: 'assertionMethod',
    resolve,
    at: now,
    now,
    ...(keyCache === undefined ? {} : { keyCache }),
  })
  return { signer, keyId, publicKey, thumbprint: await thumbprintOf(publicKey) }
}
