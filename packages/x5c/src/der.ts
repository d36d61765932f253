import { BaseError, decodeUtf8, parseDateTime } from '@fidecura/base'

// What RFC 5280 defines nests about ten deep. The parser that comes after this one recurses.
const maxDepth = 24

const tags = {
  boolean: 1,
  integer: 2,
  bitString: 3,
  null: 5,
  objectIdentifier: 6,
  enumerated: 10,
  utf8String: 12,
  utcTime: 0x17,
  generalizedTime: 0x18,
} as const

// OCTET STRING and the kinds of text of RFC 5280 beside UTF-8, whose bytes are looked at where they are read.
const opaque: readonly number[] = [4, 0x12, 0x13, 0x14, 0x16, 0x1a, 0x1c, 0x1e]
const known = new Set([...Object.values(tags), ...opaque])
const constructed = new Set([0x30, 0x31])

/**
 * Whether bytes are one value in the one encoding that it has: definite lengths as short as they can be,
 * in parts where a type has parts and nowhere else, nothing after the end, instants in UTC to the second. X.690 §10, RFC 5280 §4.1.2.5. The parser that
 * comes after this one also takes what is not, and then two readers could read two things.
 */
export function isDer(bytes: Uint8Array, maxElements = 4096): boolean {
  const ends: number[] = [bytes.length]
  let offset = 0
  let elements = 0
  while (ends.length > 0) {
    const end = ends.at(-1) as number
    if (offset === end) {
      ends.pop()
      continue
    }
    // One value at the outermost level.
    if (ends.length === 1 && offset > 0) return false
    const element = readElement(bytes, offset, end)
    if (element === undefined || ++elements > maxElements) return false
    offset = element.start
    if ((element.tag & 0x20) !== 0) {
      if (ends.length >= maxDepth) return false
      ends.push(element.end)
    } else {
      if (!isPrimitive(element.tag, bytes.subarray(element.start, element.end))) return false
      offset = element.end
    }
  }
  return elements > 0
}

/**
 * The two numbers of an ECDSA signature, each as long as a coordinate. RFC 3279 §2.2.3.
 *
 * @returns Undefined if they are not.
 */
export function rawOfDer(der: Uint8Array, coordinateBytes: number): Uint8Array | undefined {
  const sequence = isDer(der) && der[0] === 0x30 ? readElement(der, 0, der.length) : undefined
  if (sequence === undefined) return undefined
  const raw = new Uint8Array(2 * coordinateBytes)
  let offset = sequence.start
  for (let half = 1; half <= 2; half++) {
    const element = readElement(der, offset, sequence.end)
    if (element?.tag !== tags.integer) return undefined
    const isPadded = der[element.start] === 0
    const digits = der.subarray(element.start + (isPadded ? 1 : 0), element.end)
    // A leading one makes the number negative.
    if (digits.length > coordinateBytes || (!isPadded && (digits[0] ?? 0) > 0x7f)) return undefined
    raw.set(digits, half * coordinateBytes - digits.length)
    offset = element.end
  }
  return offset === sequence.end ? raw : undefined
}

interface Element {
  readonly tag: number
  readonly start: number
  readonly end: number
}

function readElement(bytes: Uint8Array, offset: number, end: number): Element | undefined {
  const tag = bytes[offset]
  const first = bytes[offset + 1]
  // Neither certificates nor their lists have tags of several bytes, or the one that ends BER of no length.
  if (tag === undefined || first === undefined || !isTag(tag)) return undefined
  let length = first
  let start = offset + 2
  if (first >= 0x80) {
    const count = first - 0x80
    if (count === 0 || count > 3) return undefined
    length = 0
    for (let i = 0; i < count; i++) length = length * 256 + (bytes[start++] ?? 0)
    if (length < (count === 1 ? 0x80 : 256 ** (count - 1))) return undefined
  }
  return start + length > end ? undefined : { tag, start, end: start + length }
}

/** Of one byte, and of the one form that its type has; those of context say which in what they stand in. */
function isTag(tag: number): boolean {
  if ((tag & 0x1f) === 0x1f) return false
  return (tag & 0xc0) !== 0 || known.has(tag) || constructed.has(tag)
}

function isPrimitive(tag: number, value: Uint8Array): boolean {
  switch (tag) {
    case tags.boolean:
      return value.length === 1 && (value[0] === 0 || value[0] === 0xff)
    case tags.integer:
    case tags.enumerated:
      return value.length > 0 && !isPaddedInteger(value)
    case tags.bitString:
      return value.length > 0 && (value[0] as number) < 8 && hasNoStrayBits(value)
    case tags.null:
      return value.length === 0
    case tags.objectIdentifier:
      return isObjectIdentifier(value)
    case tags.utf8String:
      return isUtf8(value)
    case tags.utcTime:
      // RFC 5280 §4.1.2.5.1.
      return isInstant(`${(value[0] ?? 0) < 0x35 ? '20' : '19'}${textOf(value)}`)
    case tags.generalizedTime:
      return isInstant(textOf(value))
    default:
      return true
  }
}

function isPaddedInteger([first, second]: Uint8Array): boolean {
  if (second === undefined) return false
  return (first === 0 && second < 0x80) || (first === 0xff && second >= 0x80)
}

function hasNoStrayBits(value: Uint8Array): boolean {
  const unused = value[0] as number
  if (value.length === 1) return unused === 0
  return ((value.at(-1) as number) & ((1 << unused) - 1)) === 0
}

/** Each number ends with a byte below 0x80, and begins with no byte that adds nothing to it. X.690 §8.19. */
function isObjectIdentifier(value: Uint8Array): boolean {
  if ((value.at(-1) ?? 0x80) >= 0x80) return false
  return value.every((byte, i) => byte !== 0x80 || (i > 0 && (value[i - 1] as number) >= 0x80))
}

function isUtf8(value: Uint8Array): boolean {
  try {
    decodeUtf8(value)
    return true
  } catch (error) {
    if (BaseError.is(error)) return false
    throw error
  }
}

/** One that there was or will be, written `YYYYMMDDHHMMSSZ`. */
function isInstant(text: string): boolean {
  const [, date, time] = /^(\d{8})(\d{6})Z$/.exec(text) ?? []
  if (date === undefined || time === undefined) return false
  const [year, month, day] = [date.slice(0, 4), date.slice(4, 6), date.slice(6)]
  try {
    parseDateTime(`${year}-${month}-${day}T${time.replace(/..(?=.)/g, '$&:')}Z`)
    return true
  } catch (error) {
    if (BaseError.is(error)) return false
    throw error
  }
}

function textOf(bytes: Uint8Array): string {
  return bytes.length > 20 ? '' : String.fromCharCode(...bytes)
}
