import { decodeUtf8, encodeUtf8 } from './bytes.ts'
import { BaseError } from './errors.ts'
import { endOfString, isSpace, readJson } from './read-json.ts'

/** What JSON can say. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject

/** An object of {@link JsonValue}s. */
export interface JsonObject {
  readonly [member: string]: JsonValue
}

/** How much a parser takes on. */
export interface JsonLimits {
  /** Default 1 MiB. */
  readonly maxBytes?: number
  /** How many objects and arrays may lie in one another. Default 32. */
  readonly maxDepth?: number
}

/**
 * Reads JSON that has one meaning only: UTF-8 without a byte-order mark, no member named twice, no
 * half surrogates, no number that overflows. RFC 8259, RFC 7493.
 *
 * @returns Deep-frozen.
 * @throws {@link BaseError} `utf8_malformed`, `json_malformed`, `json_duplicate_member`,
 *   `json_lone_surrogate`, `json_number_out_of_range`, `json_too_large`, `json_too_deep`.
 */
export function parseJson(bytes: Uint8Array, limits: JsonLimits = {}): JsonValue {
  if (bytes.length > (limits.maxBytes ?? defaultMaxBytes)) throw tooLarge()
  return parse(decodeUtf8(bytes), limits.maxDepth ?? defaultMaxDepth)
}

/** As {@link parseJson}, for text that was decoded already. */
export function parseJsonText(text: string, limits: JsonLimits = {}): JsonValue {
  const maxBytes = limits.maxBytes ?? defaultMaxBytes
  // A UTF-16 unit takes one to three bytes: most texts need not be encoded to be measured.
  if (text.length > maxBytes) throw tooLarge()
  if (text.length * 3 > maxBytes && encodeUtf8(text).length > maxBytes) throw tooLarge()
  if (surrogate.test(text)) throw loneSurrogate()
  return parse(text, limits.maxDepth ?? defaultMaxDepth)
}

/** Neither an array nor null. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const defaultMaxBytes = 1_048_576
const defaultMaxDepth = 32
const surrogate = /\p{Surrogate}/u

function parse(text: string, maxDepth: number): JsonValue {
  let value: JsonValue
  try {
    value = JSON.parse(text)
  } catch {
    // The engine's message quotes the text.
    throw new BaseError('json_malformed', 'Not JSON')
  }
  // The bytes were UTF-8, so half a surrogate pair can only come from an escape.
  const escapes = text.includes('\\')
  let members = seal(value, maxDepth, escapes)
  const written = countMembers(text)
  if (written.escaped) {
    value = readJson(text)
    members = seal(value, maxDepth, escapes)
  }
  // Both readers keep the last of two members of one name, so fewer survive than were written.
  if (members !== written.members) {
    throw new BaseError('json_duplicate_member', 'A member is named twice')
  }
  return value
}

/** Freezes and checks every value; returns how many members there are in all objects. */
function seal(value: JsonValue, depthLeft: number, escapes: boolean): number {
  if (typeof value === 'string') {
    if (escapes && surrogate.test(value)) throw loneSurrogate()
    return 0
  }
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return 0
    throw new BaseError('json_number_out_of_range', 'A number too large for a double')
  }
  if (typeof value !== 'object' || value === null) return 0
  if (depthLeft === 0) throw new BaseError('json_too_deep', 'Nested too deeply')
  let members = 0
  if (Array.isArray(value)) {
    for (const item of value) members += seal(item, depthLeft - 1, escapes)
  } else {
    for (const name of Object.keys(value)) {
      if (escapes && surrogate.test(name)) throw loneSurrogate()
      members += 1 + seal((value as JsonObject)[name] as JsonValue, depthLeft - 1, escapes)
    }
  }
  Object.freeze(value)
  return members
}

/** Counts the strings that a colon follows, in text that is known to be JSON. */
function countMembers(text: string): { readonly members: number; readonly escaped: boolean } {
  let members = 0
  let escaped = false
  let backslash = text.indexOf('\\')
  let open = text.indexOf('"')
  while (open !== -1) {
    const close = endOfString(text, open)
    let next = close + 1
    while (isSpace(text.charCodeAt(next))) next++
    if (text.charCodeAt(next) === 0x3a) {
      members++
      if (backslash !== -1 && backslash < open) backslash = text.indexOf('\\', open)
      escaped ||= backslash !== -1 && backslash < close
    }
    open = text.indexOf('"', next)
  }
  return { members, escaped }
}

function tooLarge(): BaseError {
  return new BaseError('json_too_large', 'More bytes than the limit')
}

function loneSurrogate(): BaseError {
  return new BaseError('json_lone_surrogate', 'Half a surrogate pair')
}
