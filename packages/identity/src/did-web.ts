import {
  type allowLoopbackHttp,
  BaseError,
  type Fetch,
  type JsonValue,
  parseJson,
} from '@fidecura/base'
import { parseDidDocument } from './did-document.ts'
import { fetchDidFile } from './did-file.ts'
import { didWebUrl } from './did-web-url.ts'
import { IdentityError } from './errors.ts'
import type { ResolveDid } from './resolver.ts'

/** How a did:web is fetched, and where that stops. */
export interface DidWebResolverOptions {
  /** On a server, `createGuardedFetch` of `@fidecura/base/node`. */
  readonly fetch: Fetch
  /** Of the document. Default 65,536. */
  readonly maxBytes?: number
  /** From the call to the last byte. Default 5,000. */
  readonly timeoutMs?: number
  /** Exact origins on loopback whose documents are fetched over plain http. */
  readonly [allowLoopbackHttp]?: readonly string[]
}

/**
 * Makes a resolver that fetches the document as it is now: the method keeps no history. Remembers
 * nothing; `createResolver` does.
 *
 * Its errors: `did_not_found` for 404, 410, a redirect or a private address; `did_unreachable`
 * (unknown) for a network that fails; `did_document_malformed`, `did_document_mismatch`,
 * `did_deactivated`, `did_malformed`, `did_method_unsupported`; and `aborted` of `BaseError`.
 */
export function createDidWebResolver(options: DidWebResolverOptions): ResolveDid {
  return async (did, { now, signal }) => {
    const url = didWebUrl(did, options)
    const document = parseDidDocument(await fetchJson(url, options, signal), did)
    return Object.freeze({ did, document, resolvedAt: now, history: 'unknown' })
  }
}

async function fetchJson(
  url: string,
  { maxBytes = 65_536, timeoutMs = 5_000, ...options }: DidWebResolverOptions,
  signal: AbortSignal | undefined,
): Promise<JsonValue> {
  const accept = 'application/did+json, application/did+ld+json, application/json'
  const limits = { maxBytes, timeoutMs }
  try {
    const call = { ...options, ...limits, accept, ...(signal === undefined ? {} : { signal }) }
    return parseJson(await fetchDidFile(url, call), { maxBytes, maxDepth: 16 })
  } catch (error) {
    if (!BaseError.is(error) || error.code === 'aborted') throw error
    throw new IdentityError('did_document_malformed', 'Not a DID document', { cause: error })
  }
}
