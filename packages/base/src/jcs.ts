import { encodeUtf8 } from './bytes.ts'
import { BaseError } from './errors.ts'
import type { JsonValue } from './json.ts'

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
  if (typeof value === 'object' && depthLeft > 0) {
    if (Array.isArray(value)) {
      return `[${value.map((item) => write(item, depthLeft - 1)).join(',')}]`
    }
    // Array.prototype.sort compares UTF-16 code units, as §3.2.3 asks.
    const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
    return `{${members.map(([name, member]) => `${write(name, 1)}:${write(member, depthLeft - 1)}`).join(',')}}`
  }
  throw new BaseError('jcs_not_representable', 'Not a JSON value')
}
