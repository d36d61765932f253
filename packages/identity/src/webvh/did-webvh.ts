import {
  type allowLoopbackHttp,
  BaseError,
  type EpochSeconds,
  type Fetch,
  isJsonObject,
  type JsonObject,
  type JsonValue,
} from '@fidecura/base'
import type { Did } from '../did.ts'
import { parseDidDocument } from '../did-document.ts'
import { fetchDidFile } from '../did-file.ts'
import { IdentityError } from '../errors.ts'
import type { ResolveDid } from '../resolver.ts'
import { type DidLogLimits, defaultMaxBytes } from './did-log-entry.ts'
import { createDidLogMemory, type DidLogMemory } from './did-log-memory.ts'
import { didWebvhLocation } from './did-webvh-location.ts'
import { type DidLogResolution, type DidVersionQuery, resolveDidLog } from './resolve-did-log.ts'

/** How a did:webvh is fetched, and where that stops. */
export interface DidWebvhResolverOptions extends DidLogLimits {
  /** On a server, `createGuardedFetch` of `@fidecura/base/node`. */
  readonly fetch: Fetch
  /** Of each of the two files, from the call to the last byte. Default 5,000. */
  readonly timeoutMs?: number
  /** How far logs were seen. A resolver has one of its own, for as long as it lives. */
  readonly memory?: DidLogMemory | undefined
  /** In a memory of its own: as `pinned` of {@link createDidLogMemory}. Name the roots. */
  readonly pinned?: readonly Did[]
  /** Exact origins on loopback whose files are fetched over plain http. */
  readonly [allowLoopbackHttp]?: readonly string[]
}

/** Which version of a did:webvh, and as of which present. */
export interface FetchDidWebvhOptions {
  readonly version: DidVersionQuery
  readonly now: EpochSeconds
  readonly signal?: AbortSignal | undefined
}

/**
 * Makes a resolver that answers with the document of the instant asked about, for the method keeps its
 * history. Remembers no documents, which `createResolver` does, and how far it has seen each log, so that
 * whoever serves it cannot take back a rotation or an end.
 *
 * Its errors: those of `resolveDidLog`; `did_not_found` for 404, 410, a redirect or a private address;
 * `did_unreachable` (unknown) for a network that fails; `did_document_malformed`; and `aborted` of
 * `BaseError`.
 */
export function createDidWebvhResolver(options: DidWebvhResolverOptions): ResolveDid {
  const { pinned = [] } = options
  // Also where a caller hands in none by name: without a memory an old log would pass.
  const memory = options.memory ?? createDidLogMemory({ pinned })
  const remembering = { ...options, memory }
  return async (did, { at, now, signal }) => {
    const call = { version: { at }, now, ...(signal === undefined ? {} : { signal }) }
    const resolution = await fetchDidWebvh(did, call, remembering)
    const { document, validFrom, validUntil, parameters } = resolution
    return Object.freeze({
      did,
      document: parseDidDocument(withControllers(document, did), did),
      resolvedAt: now,
      history: 'known',
      validFrom,
      ...(validUntil === undefined ? {} : { validUntil }),
      maxAgeSeconds: parameters.ttl,
    })
  }
}

/**
 * Fetches and verifies the log of a did:webvh, for one version by its instant, id or number.
 *
 * @throws {@link IdentityError} as {@link createDidWebvhResolver} rejects.
 */
export function fetchDidWebvh(
  did: Did,
  { version, now, signal }: FetchDidWebvhOptions,
  { maxBytes = defaultMaxBytes, timeoutMs = 5_000, ...options }: DidWebvhResolverOptions,
): Promise<DidLogResolution> {
  const get = async (url: string, accept: string): Promise<Uint8Array> => {
    const limits = { maxBytes, timeoutMs, accept, ...(signal === undefined ? {} : { signal }) }
    try {
      return await fetchDidFile(url, { ...options, ...limits })
    } catch (error) {
      if (!BaseError.is(error) || error.code !== 'http_too_large') throw error
      throw new IdentityError('did_log_too_large', 'More bytes than the limit', { cause: error })
    }
  }
  const resolve = async (): Promise<DidLogResolution> => {
    const { logUrl, witnessUrl } = didWebvhLocation(did, options)
    return resolveDidLog(did, {
      ...options,
      maxBytes,
      now,
      version,
      log: await get(logUrl, 'text/jsonl, application/jsonl, */*;q=0.1'),
      witnesses: () => get(witnessUrl, 'application/json'),
    })
  }
  return resolve()
}

/** Logs of other makers leave the controller of a key out where it is the DID itself. */
function withControllers(document: JsonObject, did: Did): JsonObject {
  const methods = document['verificationMethod']
  if (!Array.isArray(methods)) return document
  const verificationMethod = methods.map((method: JsonValue) =>
    isJsonObject(method) ? { controller: did, ...method } : method,
  )
  return { ...document, verificationMethod }
}
