import { BaseError, CodedError, deepFreeze, type EpochSeconds } from '@fidecura/base'
import { type Did, methodOf, parseDid } from './did.ts'
import { createDidCache, type DidCacheOptions, defaultMaxAgeSeconds } from './did-cache.ts'
import type { DidDocument } from './did-document.ts'
import { IdentityError } from './errors.ts'
import { type SharedFlight, startFlight } from './shared-flight.ts'

export interface ResolveDidOptions {
  /** The instant the document must be of. Methods without history answer with what there is now. */
  readonly at: EpochSeconds
  /** The present, for freshness. */
  readonly now: EpochSeconds
  readonly signal?: AbortSignal
}

/** Deep-frozen. */
export interface ResolvedDid {
  readonly did: Did
  readonly document: DidDocument
  /** When the document was seen; for one out of a cache, when it was put there. */
  readonly resolvedAt: EpochSeconds
  /** `immutable`: it was and will be this document. `unknown`: what it was before nobody can say. */
  readonly history: 'immutable' | 'unknown'
}

/**
 * Finds the document of a DID, or rejects with an `IdentityError`: failed, if there is none to be
 * trusted; unknown, if that could not be found out.
 */
export type ResolveDid = (did: Did, options: ResolveDidOptions) => Promise<ResolvedDid>

export interface ResolverOptions {
  /** By method name: `{ key: resolveDidKey, web: createDidWebResolver({ fetch }) }`. */
  readonly methods: Readonly<Record<string, ResolveDid>>
  readonly cache?: DidCacheOptions
}

/**
 * Makes one resolver of many, with a bounded cache of its own. Only answers are remembered, never
 * failures, and a document that was replaced is forgotten with its keys. Callers who ask at the same
 * time share one request. For methods whose document does not depend on `at`.
 *
 * The same object comes back for as long as it is fresh.
 *
 * @returns Rejects with `did_malformed`, `did_method_unsupported`, `did_document_mismatch` (a method
 *   that answered with another DID's document), and whatever the method rejects with;
 *   `did_unreachable` (unknown) if that is not an error of ours.
 */
export function createResolver({ methods, cache = {} }: ResolverOptions): ResolveDid {
  const maxAgeSeconds = cache.maxAgeSeconds ?? defaultMaxAgeSeconds
  const answers = createDidCache(cache)
  const flights = new Map<Did, Flight>()

  const start = (did: Did, options: ResolveDidOptions): Flight => {
    const { at, now } = options
    const shared = startFlight(async (signal) => {
      // A flight that a later one has replaced knows less than that one.
      const isLatest = (): boolean => flights.get(did) === flight
      try {
        const resolved = await resolveWith(methods, did, { at, now, signal })
        if (isLatest()) answers.put(resolved)
        return resolved
      } finally {
        if (isLatest()) flights.delete(did)
      }
    })
    const flight = { shared, now }
    flights.set(did, flight)
    return flight
  }

  const resolveAnew = async (did: Did, options: ResolveDidOptions): Promise<ResolvedDid> => {
    parseDid(did)
    if (options.signal?.aborted === true) {
      throw new BaseError('aborted', 'Stopped by the caller', { outcome: 'unknown' })
    }
    const known = flights.get(did)
    const joinable =
      known !== undefined &&
      !known.shared.abandoned() &&
      Math.abs(options.now - known.now) <= maxAgeSeconds
    return (joinable ? known : start(did, options)).shared.join(options.signal)
  }

  return (did, options) => answers.get(did, options.now) ?? resolveAnew(did, options)
}

interface Flight {
  readonly shared: SharedFlight<ResolvedDid>
  readonly now: EpochSeconds
}

async function resolveWith(
  methods: Readonly<Record<string, ResolveDid>>,
  did: Did,
  options: ResolveDidOptions,
): Promise<ResolvedDid> {
  const name = methodOf(did)
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined
  if (method === undefined) {
    throw new IdentityError('did_method_unsupported', 'No resolver for the method')
  }
  const resolved = await askMethod(method, did, options)
  if (resolved.did === did && resolved.document.id === did) return deepFreeze(resolved)
  throw new IdentityError('did_document_mismatch', 'The method answered for another DID')
}

async function askMethod(
  method: ResolveDid,
  did: Did,
  options: ResolveDidOptions,
): Promise<ResolvedDid> {
  try {
    return await method(did, options)
  } catch (error) {
    if (CodedError.is(error)) throw error
    // What a foreign error says may quote the DID or worse.
    throw new IdentityError('did_unreachable', 'The method failed', { outcome: 'unknown' })
  }
}
