import {
  allowLoopbackHttp,
  BaseError,
  decodeUtf8,
  type Fetch,
  type FetchBytesOptions,
  fetchBytes,
} from '@fidecura/base'
import { CredentialError } from '../errors.ts'
import { createFlights } from './flights.ts'
import { maxListTokenBytes } from './status-list.ts'
import {
  historyUrlOf,
  type StatusSource,
  type StatusSourceOptions,
  type StatusToken,
} from './status-source.ts'

/** How lists are fetched, and how much is kept. */
export interface HttpStatusSourceOptions {
  /** On a server `createGuardedFetch`, since it is credentials that say where to connect. */
  readonly fetch: Fetch
  /** Of one token. Default and most 8 MiB. */
  readonly maxBytes?: number
  /** Default 10,000. */
  readonly timeoutMs?: number
  /** Of all tokens kept. Default 16 MiB; the oldest go first. */
  readonly maxCacheBytes?: number
  readonly [allowLoopbackHttp]?: readonly string[]
}

/**
 * Fetches lists from the URLs that credentials name, whole, so that the host does not learn which
 * entry is looked at. A history is fetched from {@link historyUrlOf} its list.
 *
 * What was fetched is kept and handed out to whoever allows its age; never after a failure.
 *
 * @throws {@link CredentialError} from its methods: `status_url_refused`, `status_list_not_found`,
 *   `status_list_too_large`, `status_list_malformed`; unknown: `status_unreachable`,
 *   `status_history_unavailable` where no history is served.
 */
export function createHttpStatusSource(options: HttpStatusSourceOptions): StatusSource {
  const kept = createKept(options.maxCacheBytes ?? 16_777_216)
  const flights = createFlights<StatusToken>()

  let started = 0
  async function load(url: string, { now }: StatusSourceOptions): Promise<StatusToken> {
    started += 1
    const order = started
    const bytes = await fetchBytes(url, fetchOptionsOf(options))
    const found = Object.freeze({ token: decodeUtf8(bytes).trim(), fetchedAt: now })
    kept.keep(url, found, order)
    return found
  }

  async function get(url: string, request: StatusSourceOptions): Promise<StatusToken> {
    const known = kept.get(url)
    if (known !== undefined && isFresh(known, request)) return known
    // Whoever allows no age must not be given what somebody asked for before.
    const key = request.maxAgeSeconds > 0 ? url : `${started} ${url}`
    return flights.share(key, () => load(url, request), request.signal)
  }

  return {
    list: (url, request) => get(url, request).catch((error: unknown) => refuse(error)),
    history: (url, request) =>
      get(historyUrlOf(url), request).catch((error: unknown) => refuseHistory(error)),
  }
}

function isFresh({ fetchedAt }: StatusToken, { now, maxAgeSeconds }: StatusSourceOptions): boolean {
  // Nothing is fresh enough for whoever allows no age at all.
  return maxAgeSeconds > 0 && Math.abs(now - fetchedAt) <= maxAgeSeconds
}

function fetchOptionsOf(options: HttpStatusSourceOptions): FetchBytesOptions {
  const loopback = options[allowLoopbackHttp]
  return {
    fetch: options.fetch,
    accept: 'application/statuslist+jwt, application/vc+jwt, application/jwt;q=0.9',
    maxBytes: Math.min(options.maxBytes ?? maxListTokenBytes, maxListTokenBytes),
    ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
    ...(loopback === undefined ? {} : { [allowLoopbackHttp]: loopback }),
  }
}

interface Kept {
  get(url: string): StatusToken | undefined
  /** @param order - What was asked for later stays, whichever comes first. */
  keep(url: string, found: StatusToken, order: number): void
}

function createKept(maxBytes: number): Kept {
  const tokens = new Map<string, { readonly found: StatusToken; readonly order: number }>()
  let bytes = 0
  const drop = (url: string): void => {
    bytes -= tokens.get(url)?.found.token.length ?? 0
    tokens.delete(url)
  }
  return {
    get: (url) => tokens.get(url)?.found,
    keep(url, found, order) {
      if ((tokens.get(url)?.order ?? 0) > order) return
      drop(url)
      for (const oldest of tokens.keys()) {
        if (bytes + found.token.length <= maxBytes) break
        drop(oldest)
      }
      if (bytes + found.token.length > maxBytes) return
      tokens.set(url, { found, order })
      bytes += found.token.length
    },
  }
}

/** Says the same in terms of status; a network failure stays unknown. */
function refuse(error: unknown): never {
  if (!BaseError.is(error)) throw error
  const cause = { cause: error }
  switch (error.code) {
    case 'http_url_refused':
    case 'http_address_refused':
    case 'http_redirect_refused':
      throw new CredentialError('status_url_refused', 'Not a place to fetch from', cause)
    case 'http_not_found':
      throw new CredentialError('status_list_not_found', 'No list at its URL', cause)
    case 'http_too_large':
      throw new CredentialError('status_list_too_large', 'A list of more than the limit', cause)
    case 'utf8_malformed':
      throw new CredentialError('status_list_malformed', 'Not a token', cause)
    case 'http_unreachable':
    case 'http_timeout':
    case 'http_status':
    case 'aborted':
      throw new CredentialError('status_unreachable', 'No list could be fetched', {
        outcome: 'unknown',
        ...cause,
      })
    default:
      throw error
  }
}

function refuseHistory(error: unknown): never {
  if (BaseError.is(error) && error.code === 'http_not_found') {
    throw new CredentialError('status_history_unavailable', 'No history beside the list', {
      outcome: 'unknown',
      cause: error,
    })
  }
  return refuse(error)
}
