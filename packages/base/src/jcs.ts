import { encodeUtf8 } from './bytes.ts'
import { BaseError } from './errors.ts'
import type { JsonObject, JsonValue } from './json.ts'

/**
 * Writes JSON in the one way that everybody writes the same. RFC 8785.
 *
 * Only where a standard asks for it: records are identified by their exact bytes instead, for a
 * decimal such as `6.0` does not survive JavaScript.
 *
 * @throws {@link BaseError} `jcs_not_representable`.
 */
export function canonicalizeJson(value: JsonValue): Uint8Array {
  return encodeUtf8(write(value, 64))
}

const surrogate = /\p{Surrogate}/u

function write(value: JsonValue, depthLeft: number): string {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value)
  if (typeof value === 'string' && !surrogate.test(value)) return JSON.stringify(value)
  if (isContainer(value) && depthLeft > 0) {
    if (Array.isArray(value)) {
      // Array.from sees holes, which map() would leave as nothing between two commas.
      return `[${Array.from(value, (item) => write(item, depthLeft - 1)).join(',')}]`
    }
    // Array.prototype.sort compares UTF-16 code units, as §3.2.3 asks.
    const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
    return `{${members.map(([name, member]) => `${write(name, 1)}:${write(member, depthLeft - 1)}`).join(',')}}`
  }
  throw new BaseError('jcs_not_representable', 'Not a JSON value')
}

/** A Date, a Map or bytes would be written as an object that says something else. */
function isContainer(value: JsonValue): value is JsonObject | readonly JsonValue[] {
  return Array.isArray(value) || Object.prototype.toString.call(value) === '[object Object]'
}
