import {
  type EpochSeconds,
  epochSeconds,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseJson,
} from '@fidecura/base'
import { type Did, parseDid } from '@fidecura/identity'
import { CredentialError } from '../errors.ts'
import type { KeptStatusToken } from '../status/status-source.ts'
import {
  type BundleContent,
  type BundledDocument,
  maxBundleBytes,
  trustBundleDeltaVersion,
  trustBundleVersion,
} from './trust-bundle.ts'

const members = ['version', 'iss', 'sequence', 'iat', 'documents', 'lists', 'histories', 'chain']

/**
 * Reads the payload of a bundle. A member that is not understood refuses the whole: it might be meant
 * to restrict, and one that would add roots has no place here.
 *
 * @throws {@link CredentialError} `bundle_malformed`; `place` is the member.
 */
export function parseBundleContent(payload: Uint8Array): BundleContent {
  const content = parsePayload(payload)
  const { iss, sequence, iat, listOf } = readCommon(content, members, trustBundleVersion)
  return {
    iss,
    sequence,
    iat,
    documents: listOf('documents', (item) => parseDocument(item, iat)),
    lists: listOf('lists', (item) => parseToken(item, iat)),
    histories: listOf('histories', (item) => parseToken(item, iat)),
    chain: listOf('chain', (item) => (typeof item === 'string' ? item : refuse())),
  }
}

function readCommon(content: JsonValue, known: readonly string[], expected: string) {
  if (!isJsonObject(content)) throw malformed()
  const stranger = Object.keys(content).find((name) => !known.includes(name))
  if (stranger !== undefined) throw malformed('members')
  const { version, sequence } = content
  if (version !== expected) throw malformed('version')
  if (typeof sequence !== 'number' || !Number.isSafeInteger(sequence) || sequence < 0) {
    throw malformed('sequence')
  }
  const iat = at('iat', () => epochSeconds(content['iat']))
  const iss = at('iss', () => parseDid(content['iss']))
  const listOf = <T>(name: string, parse: (item: JsonValue) => T): readonly T[] =>
    itemsOf(content[name], name).map((item, i) => at(`${name}/${i}`, () => parse(item)))
  return { iss, sequence, iat, listOf }
}

/** What a delta says: replacements, what is as it was at a later instant, and what is gone. */
export interface BundleDelta {
  readonly iss: Did
  readonly sequence: number
  readonly iat: EpochSeconds
  /** Of the token that it continues, bundle or delta: base64url SHA-256. */
  readonly base: string
  readonly documents: readonly BundledDocument[]
  readonly lists: readonly KeptStatusToken[]
  readonly histories: readonly KeptStatusToken[]
  readonly seen: readonly SeenAgain[]
  readonly removed: readonly Member[]
  readonly chain: readonly string[]
}

/** One thing that a bundle carries. */
export interface Member {
  readonly kind: 'documents' | 'lists' | 'histories'
  /** The DID, or the URL. */
  readonly name: string
}

export interface SeenAgain extends Member {
  readonly fetchedAt: EpochSeconds
}

const deltaMembers = [...members, 'base', 'seen', 'removed']

/** Reads the payload of a delta. @throws {@link CredentialError} `bundle_malformed`. */
export function parseBundleDelta(payload: Uint8Array): BundleDelta {
  const content = parsePayload(payload)
  const { iss, sequence, iat, listOf } = readCommon(content, deltaMembers, trustBundleDeltaVersion)
  const base = (content as JsonObject)['base']
  if (typeof base !== 'string') throw malformed('base')
  return {
    iss,
    sequence,
    iat,
    base,
    documents: listOf('documents', (item) => parseDocument(item, iat)),
    lists: listOf('lists', (item) => parseToken(item, iat)),
    histories: listOf('histories', (item) => parseToken(item, iat)),
    seen: listOf('seen', (item) => ({
      ...parseMember(item),
      fetchedAt: ageOf(objectOf(item)['fetchedAt'], iat),
    })),
    removed: listOf('removed', parseMember),
    chain: listOf('chain', (item) => (typeof item === 'string' ? item : refuse())),
  }
}

function parseMember(item: JsonValue): Member {
  const { kind, name } = objectOf(item)
  if (kind !== 'documents' && kind !== 'lists' && kind !== 'histories') return refuse()
  return typeof name === 'string' ? { kind, name } : refuse()
}

function parseDocument(item: JsonValue, iat: EpochSeconds): BundledDocument {
  const { did, document, fetchedAt } = objectOf(item)
  if (!isJsonObject(document)) return refuse()
  return { did: parseDid(did), document, fetchedAt: ageOf(fetchedAt, iat) }
}

function parseToken(item: JsonValue, iat: EpochSeconds): KeptStatusToken {
  const { url, token, fetchedAt } = objectOf(item)
  if (typeof url !== 'string' || typeof token !== 'string') return refuse()
  return { url, token, fetchedAt: ageOf(fetchedAt, iat) }
}

/** A member cannot be younger than the bundle. */
function ageOf(fetchedAt: JsonValue | undefined, iat: EpochSeconds): EpochSeconds {
  const instant = epochSeconds(fetchedAt)
  return instant <= iat ? instant : refuse()
}

function objectOf(item: JsonValue): JsonObject {
  return isJsonObject(item) ? item : refuse()
}

function itemsOf(value: JsonValue | undefined, name: string): readonly JsonValue[] {
  if (Array.isArray(value)) return value
  throw malformed(name)
}

function parsePayload(payload: Uint8Array): JsonValue {
  return at('payload', () => parseJson(payload, { maxBytes: maxBundleBytes }))
}

function at<T>(place: string, parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    throw malformed(place, error)
  }
}

function refuse(): never {
  throw malformed()
}

function malformed(place?: string, cause?: unknown): CredentialError {
  return new CredentialError('bundle_malformed', 'Not a proper trust bundle', {
    place,
    cause,
  })
}
