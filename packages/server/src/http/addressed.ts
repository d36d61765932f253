import { ServerError } from '../errors.ts'

/**
 * Refuses whoever was led here by a name that is none of ours: a page that makes its own name lead here would be of the
 * same origin as what it then reads.
 *
 * @param isKnown - Told a host without its port, and an address of IPv6 without brackets.
 * @throws ServerError `host_unexpected`.
 */
export function assertHost(
  { url }: Pick<Request, 'url'>,
  isKnown: (host: string) => boolean,
): void {
  if (!isKnown(new URL(url).hostname.replace(/^\[|\]$/g, ''))) throw unexpected('Host')
}

/**
 * Refuses what a page of elsewhere has a browser send.
 *
 * @param origin - Whose pages may. Absent: nobody's.
 * @throws ServerError `host_unexpected`.
 */
export function assertOrigin({ headers }: Request, origin?: string): void {
  const said = headers.get('origin')
  if (said !== null && said !== origin) throw unexpected('Origin')
}

/**
 * By an address, by `localhost`, or by one of these names.
 *
 * @throws ServerError `host_unexpected`.
 */
export function assertOwnHost(request: Pick<Request, 'url'>, names: readonly string[]): void {
  assertHost(request, (host) => isAddress(host) || host === 'localhost' || names.includes(host))
}

/** Nobody makes an address lead elsewhere than to itself. */
function isAddress(host: string): boolean {
  return /^\d+\.\d+\.\d+\.\d+$/.test(host) || host.includes(':')
}

function unexpected(place: 'Host' | 'Origin'): ServerError {
  return new ServerError(
    'host_unexpected',
    'Call it by its address, by localhost, or by a name of --host; and not from a web page of elsewhere',
    { place },
  )
}
