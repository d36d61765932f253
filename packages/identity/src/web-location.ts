import { allowLoopbackHttp } from '@fidecura/base'
import { IdentityError } from './errors.ts'

/** A domain name, with a port perhaps, and a folder there. */
export interface WebLocation {
  /** `https://clinic.example:8443`. */
  readonly origin: string
  /** `/dids/board`, or nothing. */
  readonly path: string
}

/** Nothing is needed: the option is a development door. */
export interface WebLocationOptions {
  /** Exact origins such as `http://127.0.0.1:8080`, whose documents are then fetched over http. */
  readonly [allowLoopbackHttp]?: readonly string[]
}

/**
 * Reads where a DID of a web method lies. Addresses in place of a domain name are refused, and so is
 * whatever a URL parser would read otherwise than it is written: dot segments, encoded slashes.
 *
 * @param identifier - What DIDs of these methods end with: `clinic.example%3A8443:dids:board`.
 * @throws {@link IdentityError} `did_malformed`.
 */
export function webLocationOf(identifier: string, options: WebLocationOptions = {}): WebLocation {
  const [authority = '', ...segments] = identifier.split(':')
  const host = authority.replace(/%3a/i, ':')
  const origin = originOf(host, options[allowLoopbackHttp] ?? [])
  if (origin === undefined || !segments.every(isPlainSegment)) throw malformed()
  const path = segments.map((segment) => `/${segment}`).join('')
  // Whoever fetches has the last word on what a URL means: here dot segments and ports too high end.
  const url = `${origin}${path}/`
  if (pathOf(url) !== `${path}/`) throw malformed()
  return { origin, path }
}

function pathOf(url: string): string | undefined {
  try {
    return new URL(url).pathname
  } catch {
    return undefined
  }
}

const port = /:[1-9]\d{0,4}$/
const label = /^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/i
// What ends in a number is an IPv4 address to a URL parser, in whatever base it is written.
const numeric = /^(?:\d+|0x[\da-f]*)$/i

function originOf(host: string, loopbackOrigins: readonly string[]): string | undefined {
  if (loopbackOrigins.includes(`http://${host}`)) return `http://${host}`
  const name = host.replace(port, '')
  const labels = name.split('.')
  const domain =
    name.length <= 253 &&
    labels.length > 1 &&
    labels.every((part) => label.test(part)) &&
    !numeric.test(labels.at(-1) ?? '')
  return domain ? `https://${host}` : undefined
}

function isPlainSegment(segment: string): boolean {
  try {
    const text = decodeURIComponent(segment)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not pass.
    return text !== '' && !/[/\\%?#\x00-\x1f\x7f]/.test(text)
  } catch {
    // Escapes that are not UTF-8.
    return false
  }
}

function malformed(): IdentityError {
  return new IdentityError('did_malformed', 'Not a domain name and path')
}
