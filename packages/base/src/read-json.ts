import type { JsonValue } from './json.ts'

/**
 * Reads text that an engine has found to be JSON, and not too deep, by hand. For names that are
 * written with escapes: V8 of Node 24 to 26 may take such a name for one that it saw before, so that
 * `"\u0061lg"` becomes `\u0` and a second `alg` goes unnoticed.
 *
 * @see {@link https://github.com/nodejs/node/issues/63785 | nodejs/node#63785}
 */
export function readJson(text: string): JsonValue {
  let at = 0

  /** The character at hand after white space, which is passed over too if it is this one. */
  const take = (code: number): boolean => {
    while (isSpace(text.charCodeAt(at))) at++
    if (text.charCodeAt(at) !== code) return false
    at++
    return true
  }

  const string = (): string => {
    const start = at
    at = endOfString(text, start) + 1
    const inner = text.slice(start + 1, at - 1)
    // Engines err in names of members alone.
    return inner.includes('\\') ? JSON.parse(`"${inner}"`) : inner
  }

  const word = (): JsonValue => {
    const start = at
    while (isOfWord(text.charCodeAt(at))) at++
    const token = text.slice(start, at)
    if (token === 'true' || token === 'false') return token === 'true'
    return token === 'null' ? null : Number(token)
  }

  const object = (): JsonValue => {
    const members: [string, JsonValue][] = []
    while (!take(0x7d)) {
      take(0x2c)
      while (isSpace(text.charCodeAt(at))) at++
      const name = string()
      take(0x3a)
      members.push([name, value()])
    }
    // Makes a member of `__proto__` too.
    return Object.fromEntries(members)
  }

  const array = (): JsonValue => {
    const items: JsonValue[] = []
    while (!take(0x5d)) {
      take(0x2c)
      items.push(value())
    }
    return items
  }

  const value = (): JsonValue => {
    if (take(0x7b)) return object()
    if (take(0x5b)) return array()
    return text.charCodeAt(at) === 0x22 ? string() : word()
  }

  return value()
}

export function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
}

/** Of a number, `true`, `false` or `null`: digits, signs, a point, letters. */
function isOfWord(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) ||
    code === 0x2d ||
    code === 0x2b ||
    code === 0x2e ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x61 && code <= 0x7a)
  )
}

/** Where the string that opens there has its other quote, in text that is known to be JSON. */
export function endOfString(text: string, open: number): number {
  let close = text.indexOf('"', open + 1)
  while (isEscaped(text, close)) close = text.indexOf('"', close + 1)
  return close
}

function isEscaped(text: string, quote: number): boolean {
  let backslashes = 0
  while (text.charCodeAt(quote - 1 - backslashes) === 0x5c) backslashes++
  return backslashes % 2 === 1
}
