import {
  type EpochSeconds,
  epochSeconds,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseJson,
} from '@fidecura/base'
import { parseDid } from '@fidecura/identity'
import { CredentialError } from '../errors.ts'
import type { KeptStatusToken } from '../status/status-source.ts'
import {
  type BundleContent,
  type BundledDocument,
  maxBundleBytes,
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
  if (!isJsonObject(content)) throw malformed()
  const stranger = Object.keys(content).find((name) => !members.includes(name))
  if (stranger !== undefined) throw malformed('members')
  const { version, sequence } = content
  if (version !== trustBundleVersion) throw malformed('version')
  if (typeof sequence !== 'number' || !Number.isSafeInteger(sequence) || sequence < 0) {
    throw malformed('sequence')
  }
  const iat = at('iat', () => epochSeconds(content['iat']))
  const listOf = <T>(name: string, parse: (item: JsonValue) => T): readonly T[] =>
    itemsOf(content[name], name).map((item, i) => at(`${name}/${i}`, () => parse(item)))
  return {
    iss: at('iss', () => parseDid(content['iss'])),
    sequence,
    iat,
    documents: listOf('documents', (item) => parseDocument(item, iat)),
    lists: listOf('lists', (item) => parseToken(item, iat)),
    histories: listOf('histories', (item) => parseToken(item, iat)),
    chain: listOf('chain', (item) => (typeof item === 'string' ? item : refuse())),
  }
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
