import {
  decodeBase64url,
  encodeUtf8,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseJson,
} from '@fidecura/base'
import { type Algorithm, isAlgorithm } from './algorithms.ts'
import { IdentityError } from './errors.ts'

/** The protected header, without any member that would change what verifying means. */
export interface JwsHeader {
  readonly alg: Algorithm
  readonly typ: string | undefined
  readonly kid: string | undefined
  readonly members: JsonObject
}

/** Read, and proving nothing yet. */
export interface UnverifiedJws {
  readonly compact: string
  readonly header: JwsHeader
  readonly payload: Uint8Array
  /** What was signed: header and payload as they were encoded. RFC 7515 §5.2. */
  readonly signingInput: Uint8Array
  readonly signature: Uint8Array
}

// Room for four certificates, and in base64url a third more than the 16 KiB that are read as JSON.
const maxHeaderLength = 21_848

/** Headers that were read before, by their exact text. */
export interface HeaderCache {
  headerOf(segment: string): JwsHeader
}

/** What {@link decodeJws} takes on. */
export interface DecodeJwsOptions {
  /** Default 256 KiB. */
  readonly maxBytes?: number
  readonly headers?: HeaderCache
}

/**
 * Takes a compact JWS apart. RFC 7515 §7.1.
 *
 * @throws {@link IdentityError} `jws_malformed`, `jws_too_large`, `jws_header_unsupported`,
 *   `jws_algorithm_wrong`.
 */
export function decodeJws(compact: string, options: DecodeJwsOptions = {}): UnverifiedJws {
  return takeApart(compact, options, refusedMembers)
}

/** As {@link decodeJws}, of the one kind of token that may name its key itself: see `verifyKeyProof`. */
export function decodeKeyProof(compact: string, options: DecodeJwsOptions): UnverifiedJws {
  return takeApart(compact, options, refusedInKeyProofs)
}

function takeApart(
  compact: string,
  options: DecodeJwsOptions,
  refused: readonly string[],
): UnverifiedJws {
  // It often is a member of somebody's JSON.
  if (typeof compact !== 'string') throw malformed()
  if (compact.length > (options.maxBytes ?? 262_144)) {
    throw new IdentityError('jws_too_large', 'More bytes than the limit')
  }
  const first = compact.indexOf('.')
  const second = compact.indexOf('.', first + 1)
  // A third dot is refused with the signature, for it is outside of the alphabet.
  if (first < 1 || second === -1) throw malformed()
  const segment = compact.slice(0, first)
  if (first > maxHeaderLength) throw new IdentityError('jws_too_large', 'A header beyond the limit')
  const header = options.headers?.headerOf(segment) ?? parseHeader(segment, refused)
  return {
    compact,
    header,
    payload: decodeSegment(compact.slice(first + 1, second)),
    signingInput: encodeUtf8(compact.slice(0, second)),
    signature: decodeSegment(compact.slice(second + 1)),
  }
}

/** How much a {@link HeaderCache} may keep; all goes when it is full. */
export interface HeaderCacheOptions {
  /** Default 1,000. */
  readonly maxEntries?: number
  /** Of the headers as they were encoded, for some carry certificates. Default 2 MiB. */
  readonly maxBytes?: number
}

/** Makes a cache of headers, to be owned by whoever reads many tokens of few signers. */
export function createHeaderCache(options: HeaderCacheOptions = {}): HeaderCache {
  const { maxEntries = 1000, maxBytes = 2_097_152 } = options
  const headers = new Map<string, JwsHeader>()
  let bytes = 0
  return {
    headerOf(segment) {
      const known = headers.get(segment)
      if (known !== undefined) return known
      const header = parseHeader(segment, refusedMembers)
      bytes += segment.length
      if (headers.size >= maxEntries || bytes > maxBytes) {
        headers.clear()
        bytes = segment.length
      }
      if (bytes <= maxBytes) headers.set(segment, header)
      return header
    },
  }
}

// Each of them would let the token say which key or which meaning to use. Certificates (`x5c`) may ride
// along: nothing here looks at them.
const refusedMembers = ['crit', 'b64', 'jwk', 'jku', 'x5u'] as const
const refusedInKeyProofs = ['crit', 'b64', 'jku', 'x5u', 'x5c'] as const

function parseHeader(segment: string, refused: readonly string[]): JwsHeader {
  const members = parseSegment(decodeSegment(segment))
  if (!isJsonObject(members)) throw malformed()
  for (const name of refused) {
    if (Object.hasOwn(members, name)) {
      throw new IdentityError('jws_header_unsupported', 'A header member that is not understood', {
        place: name,
      })
    }
  }
  const { alg, typ, kid } = members
  if (!isAlgorithm(alg))
    throw new IdentityError('jws_algorithm_wrong', 'Not a registered algorithm')
  if (!isOptionalText(typ) || !isOptionalText(kid)) throw malformed()
  return Object.freeze({ alg, typ, kid, members })
}

function isOptionalText(value: JsonValue | undefined): value is string | undefined {
  return value === undefined || typeof value === 'string'
}

function parseSegment(bytes: Uint8Array): JsonValue {
  try {
    return parseJson(bytes, { maxBytes: 16_384, maxDepth: 8 })
  } catch (error) {
    throw malformed(error)
  }
}

function decodeSegment(segment: string): Uint8Array {
  try {
    return decodeBase64url(segment)
  } catch (error) {
    throw malformed(error)
  }
}

function malformed(cause?: unknown): IdentityError {
  return new IdentityError('jws_malformed', 'Not a compact JWS', { cause })
}
