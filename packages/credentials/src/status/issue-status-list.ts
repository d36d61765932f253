import { type EpochSeconds, encodeBase64url, formatDateTime, type JsonObject } from '@fidecura/base'
import { type Signer, signJws } from '@fidecura/identity'
import { deflate } from '#compression'
import { CredentialError } from '../errors.ts'
import { assertWholeSeconds } from '../whole-seconds.ts'
import { bitstringListType, minBitstringEntries, vcdmContext } from './bitstring-list.ts'
import { packStatuses, type StatusBits } from './status-bits.ts'
import { maxListBytes } from './status-list.ts'
import { type StatusValue, valuesOf } from './status-reading.ts'
import { sequenceClaim, tokenListType } from './token-list.ts'

/** A list to publish, in either format. Instants in whole seconds. */
export type StatusListContent = TokenListContent | BitstringListContent

/** Token Status List, draft-ietf-oauth-status-list-21. */
export interface TokenListContent extends CommonContent {
  readonly format: 'token'
  /** An entry takes so many; with 1 there is no `suspended`. Default 2. */
  readonly bits?: StatusBits
  /** Where all lists of the issuer are named. §9.2. */
  readonly aggregationUrl?: string
  /** How many changes it tells: of two lists of one second, which one is the later. */
  readonly sequence?: number
}

/** Bitstring Status List 1.0, for one purpose: one bit an entry, or as many as its messages need. */
export type BitstringListContent = ValueListContent | MessageListContent

/** Whether something was revoked or suspended. */
export interface ValueListContent extends CommonContent {
  readonly format: 'bitstring'
  readonly purpose: 'revocation' | 'suspension'
}

/** Which of the messages that each credential spells out applies to it. */
export interface MessageListContent extends Omit<CommonContent, 'entries'> {
  readonly entries?: never
  readonly format: 'bitstring'
  readonly purpose: 'message'
  /** `statusSize` of the entries in credentials. */
  readonly bits: StatusBits
  /** Those that are not 0. */
  readonly messages?: Iterable<{ readonly index: number; readonly status: number }>
}

interface CommonContent {
  /** Where it will be served, and what entries name. */
  readonly url: string
  /**
   * Entries, used or not: at least 131,072, which is the default, a multiple of 8, and never another
   * for this URL.
   */
  readonly size?: number
  /** Those that are not `valid`; one named twice takes the later value. Default: none. */
  readonly entries?: Iterable<{ readonly index: number; readonly value: StatusValue }>
  /** Later than that of any list published before at this URL, or verifiers refuse it. */
  readonly issuedAt: EpochSeconds
  /** Exclusive. Required, or a list could be served for ever. */
  readonly validUntil: EpochSeconds
  /** How long a copy may be used; whole seconds. */
  readonly ttlSeconds?: number
}

/** Who signs. */
export interface IssueStatusOptions {
  /** Of the issuer, or of the status authority that it accredits. */
  readonly signer: Signer
  readonly signal?: AbortSignal | undefined
}

/**
 * Packs and signs a list as it is to be served.
 *
 * @returns A compact JWS: `statuslist+jwt`, or a BitstringStatusListCredential as `vc+jwt`.
 * @throws {@link CredentialError} `status_list_malformed`, `instant_malformed`,
 *   `status_list_too_short`, `status_index_out_of_range`, `status_value_undefined`; those of
 *   `signJws`.
 */
export async function issueStatusList(
  contents: StatusListContent,
  options: IssueStatusOptions,
): Promise<string> {
  const { size = minBitstringEntries } = contents
  const content = { ...contents, size }
  assertShape(content)
  const issuer = options.signer.did
  if (content.format === 'token') {
    const claims = { iss: issuer, ...(await tokenClaims(content)) }
    return signJws(claims, { ...options, typ: tokenListType })
  }
  const credential = await bitstringCredential(content, issuer)
  return signJws(credential, { ...options, typ: bitstringListType })
}

/** With what is the default where nothing was said. */
type Whole<Content> = Content & { readonly size: number }

async function tokenClaims(content: Whole<TokenListContent>): Promise<JsonObject> {
  const { url, issuedAt, validUntil, ttlSeconds, bits = 2, aggregationUrl, sequence } = content
  const { bytes } = packStatuses({ kind: 'token', bits, size: content.size }, valuesOfAll(content))
  return {
    sub: url,
    iat: issuedAt,
    exp: validUntil,
    ...(sequence === undefined ? {} : { [sequenceClaim]: sequence }),
    ...(ttlSeconds === undefined ? {} : { ttl: ttlSeconds }),
    status_list: {
      bits,
      lst: encodeBase64url(await deflate(bytes, 'zlib')),
      ...(aggregationUrl === undefined ? {} : { aggregation_uri: aggregationUrl }),
    },
  }
}

async function bitstringCredential(
  content: Whole<BitstringListContent>,
  issuer: string,
): Promise<JsonObject> {
  const { url, purpose, issuedAt, validUntil, ttlSeconds } = content
  const bits = content.purpose === 'message' ? content.bits : 1
  const shape = { kind: 'bitstring', bits, size: content.size } as const
  const { bytes } = packStatuses(shape, valuesOfAll(content))
  return {
    '@context': [vcdmContext],
    id: url,
    type: ['VerifiableCredential', 'BitstringStatusListCredential'],
    issuer,
    iat: issuedAt,
    validUntil: formatDateTime(validUntil),
    credentialSubject: {
      id: `${url}#list`,
      type: 'BitstringStatusList',
      statusPurpose: purpose,
      encodedList: `u${encodeBase64url(await deflate(bytes, 'gzip'))}`,
      ...(ttlSeconds === undefined ? {} : { ttl: ttlSeconds * 1000 }),
    },
  }
}

function assertShape(content: Whole<StatusListContent>): void {
  const { size, ttlSeconds, issuedAt, validUntil } = content
  const bits = bitsOf(content)
  if (bits !== 1 && bits !== 2 && bits !== 4 && bits !== 8) throw refused('bits')
  if (size < minBitstringEntries) {
    throw new CredentialError('status_list_too_short', 'Too few entries to hide among')
  }
  if (size % 8 !== 0 || size > maxListBytes || (size * bits) / 8 > maxListBytes) {
    throw refused('size')
  }
  if (ttlSeconds !== undefined && !(Number.isSafeInteger(ttlSeconds) && ttlSeconds > 0)) {
    throw refused('ttlSeconds')
  }
  assertWholeSeconds({ issuedAt, validUntil })
  if (validUntil <= issuedAt) throw refused('validUntil')
}

function bitsOf(content: StatusListContent): StatusBits {
  if (content.format === 'token') return content.bits ?? 2
  return content.purpose === 'message' ? content.bits : 1
}

function* valuesOfAll(content: Whole<StatusListContent>): Generator<readonly [number, number]> {
  const limit = 2 ** bitsOf(content)
  for (const [index, value] of writtenValues(content)) {
    if (!Number.isSafeInteger(index) || index < 0 || index >= content.size) {
      throw new CredentialError('status_index_out_of_range', 'The list has no such entry')
    }
    if (!Number.isInteger(value) || value < 0 || value >= limit) {
      throw new CredentialError('status_value_undefined', 'Not a value of this kind of list')
    }
    yield [index, value]
  }
}

function* writtenValues(content: StatusListContent): Generator<readonly [number, number]> {
  const list = content.url
  if (content.format === 'bitstring' && content.purpose === 'message') {
    for (const { index, status } of content.messages ?? []) yield [index, status]
    return
  }
  const values =
    content.format === 'token'
      ? valuesOf({ kind: 'token', list, index: 0 })
      : valuesOf({ kind: 'bitstring', list, index: 0, purpose: content.purpose })
  for (const { index, value } of content.entries ?? []) yield [index, values.indexOf(value)]
}

function refused(place: string): CredentialError {
  return new CredentialError('status_list_malformed', 'Not a list that can be made', { place })
}
