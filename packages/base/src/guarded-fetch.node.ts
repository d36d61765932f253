import { lookup } from 'node:dns'
import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { Readable } from 'node:stream'
import { BaseError } from './errors.ts'
import { allowLoopbackHttp, assertAllowedUrl, type Fetch } from './http.ts'

/** Nothing is needed. */
export interface GuardedFetchOptions {
  /** Asks for the addresses of a name, all of which are then checked. Default: `lookup` of `node:dns`. */
  readonly lookup?: LookupAddresses
  /** Exact https origins that may lie at any address, such as that of a server which somebody has typed. */
  readonly [allowPrivateHttps]?: readonly string[]
  /** Exact origins that may be fetched over http on loopback. */
  readonly [allowLoopbackHttp]?: readonly string[]
}

/**
 * For what somebody names in person and TLS proves, in a network of their own. Never for an address that came in a
 * message: it could lead to whatever else listens inside.
 */
export const allowPrivateHttps: unique symbol = Symbol('allowPrivateHttps')

/** As `lookup` of `node:dns`, asked for all addresses. */
export type LookupAddresses = (
  hostname: string,
  options: { readonly all: true },
  callback: (
    error: Error | null,
    addresses: readonly { readonly address: string; readonly family: number }[],
  ) => void,
) => void

/**
 * Makes a fetch that connects to public addresses only. The name is looked up once and the
 * connection goes to the very address that was checked, so a second answer of the name server
 * cannot lead it inside. The environment's proxies are not used.
 */
export function createGuardedFetch(options: GuardedFetchOptions = {}): Fetch {
  const loopbackOrigins = options[allowLoopbackHttp] ?? []
  const privateOrigins = options[allowPrivateHttps] ?? []
  const allowedAt = ({ protocol, origin }: URL): ((address: string) => boolean) => {
    if (loopbackOrigins.includes(origin)) return isLoopbackAddress
    return protocol === 'https:' && privateOrigins.includes(origin) ? anyAddress : isPublicAddress
  }
  return (url, { headers, signal, method = 'GET', body }) =>
    new Promise((resolve, reject) => {
      assertAllowedUrl(url, options)
      const target = new URL(url)
      const allowed = allowedAt(target)
      // A literal address is never looked up.
      const literal = target.hostname.replace(/^\[|\]$/g, '')
      if (isIP(literal) !== 0 && !allowed(literal)) throw addressRefused()
      const send = target.protocol === 'https:' ? requestHttps : requestHttp
      const request = send(target, {
        agent: false,
        method,
        headers: { ...headers, 'accept-encoding': 'identity' },
        lookup: checkedLookup(options.lookup ?? lookup, allowed),
        signal,
      })
      request.on('error', reject)
      // Of a server that switches to another protocol, or says goodbye before its answer.
      request.on('close', () =>
        reject(
          new BaseError('http_unreachable', 'Closed without an answer', { outcome: 'unknown' }),
        ),
      )
      request.on('response', (message) => {
        // What is thrown inside of an event would end the process instead of the call.
        try {
          resolve(responseOf(message))
        } catch (error) {
          reject(error)
        }
      })
      if (body === undefined) request.end()
      else request.end(body)
    })
}

function anyAddress(): boolean {
  return true
}

function responseOf(message: IncomingMessage): Response {
  const status = message.statusCode ?? 0
  // Response refuses statuses outside 200 to 599, and bodies on some.
  if (status < 200 || status > 599) {
    message.destroy()
    throw new BaseError('http_status', 'Not an HTTP status', { outcome: 'unknown' })
  }
  const empty = status === 204 || status === 205 || status === 304
  // Whatever follows is read by nobody, and might never end.
  if (empty) message.destroy()
  const body = empty ? null : (Readable.toWeb(message) as ReadableStream<Uint8Array>)
  return new Response(body, { status, headers: shownOf(message) })
}

// What protocols read. Anything else a server says about itself is nobody's business here.
const shown = ['content-type', 'dpop-nonce', 'retry-after', 'www-authenticate'] as const

function shownOf({ headers }: IncomingMessage): Record<string, string> {
  const named = shown.map((name) => [name, headers[name]])
  return Object.fromEntries(named.filter(([, value]) => typeof value === 'string'))
}

function checkedLookup(
  find: LookupAddresses,
  allowed: (address: string) => boolean,
): LookupFunction {
  return (hostname, { all }, callback) => {
    find(hostname, { all: true }, (error, addresses) => {
      if (error !== null) return callback(error, '')
      const [first] = addresses
      // One private address among public ones is how a rebinding attack looks.
      if (first === undefined || !addresses.every(({ address }) => allowed(address))) {
        return callback(addressRefused(), '')
      }
      if (all === true) callback(null, [...addresses])
      else callback(null, first.address, first.family)
    })
  }
}

function addressRefused(): BaseError {
  return new BaseError('http_address_refused', 'Not a public address')
}

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/** What the IANA special-purpose registries of IPv4 and IPv6 addresses do not call globally reachable. */
const special = new BlockList()
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  special.addSubnet(net, prefix, 'ipv4')
}
// Of IPv6 only 2000::/3 is global unicast; within it these tunnel to IPv4 or are for documentation.
const globalUnicast = new BlockList()
globalUnicast.addSubnet('2000::', 3, 'ipv6')
for (const [net, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  special.addSubnet(net, prefix, 'ipv6')
}

function isLoopbackAddress(address: string): boolean {
  return loopback.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
}

function isPublicAddress(address: string): boolean {
  if (isIP(address) === 4) return !special.check(address, 'ipv4')
  return globalUnicast.check(address, 'ipv6') && !special.check(address, 'ipv6')
}
