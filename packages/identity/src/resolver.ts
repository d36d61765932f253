import { abortedError, CodedError, deepFreeze, type EpochSeconds } from '@fidecura/base'
import { type Did, methodOf, parseDid } from './did.ts'
import { createDidCache, type DidCacheOptions, defaultMaxAgeSeconds } from './did-cache.ts'
import { IdentityError } from './errors.ts'
import { holdsAt, type ResolvedDid, withoutInstant } from './resolved-did.ts'
import { type SharedFlight, startFlight } from './shared-flight.ts'

/** Of what instant, and as of when. */
export interface ResolveDidOptions {
  /** The instant the document must be of. Methods without history answer with what there is now. */
  readonly at: EpochSeconds
  /** The present, for freshness. */
  readonly now: EpochSeconds
  readonly signal?: AbortSignal | undefined
}

/**
 * Finds the document of a DID, or rejects with an `IdentityError`: failed, if there is none to be
 * trusted; unknown, if that could not be found out.
 */
export type ResolveDid = (did: Did, options: ResolveDidOptions) => Promise<ResolvedDid>

/** Which methods a resolver knows, and what it remembers. */
export interface ResolverOptions {
  /** By method name: `{ key: resolveDidKey, web: createDidWebResolver({ fetch }) }`. */
  readonly methods: Readonly<Record<string, ResolveDid>>
  /**
   * DIDs such as roots of trust, which nobody can crowd out: their documents are kept beside the limits
   * of the cache, and looked for even where `maxFlights` of others are under way. They age like all others.
   */
  readonly pinned?: readonly Did[]
  readonly cache?: DidCacheOptions
  /**
   * How many DIDs of one method are looked for at the same time, so that one who asks for many that
   * never answer cannot fill the memory, nor keep those of other methods out. Default 1,024.
   */
  readonly maxFlights?: number
}

/**
 * Makes one resolver of many, with a bounded cache of its own. Only answers are remembered, never
 * failures, and a document that was replaced is forgotten with its keys. Callers who ask at the same
 * time share one request, and each gets the document of the instant it asked about.
 *
 * The same object comes back for as long as it is fresh.
 *
 * @returns Rejects with `did_malformed`, `did_method_unsupported` (`place` is the method),
 *   `did_document_mismatch` (a method that answered with the document of another DID or instant), and
 *   whatever the method rejects with; `did_unreachable` (unknown) if that is not an error of ours, or if
 *   `maxFlights` are under way; BaseError `instant_malformed` without any options.
 */
export function createResolver(options: ResolverOptions): ResolveDid {
  const { methods, cache = {}, maxFlights = 1024 } = options
  const pinned = new Set(options.pinned)
  const maxAgeSeconds = cache.maxAgeSeconds ?? defaultMaxAgeSeconds
  const answers = createDidCache(cache, pinned)
  const flights = new Map<Did, Flight>()
  const underWay = new Map<string, number>()
  const isFull = (did: Did): boolean => (underWay.get(methodOf(did)) ?? 0) >= maxFlights
  const count = (did: Did, change: 1 | -1): void => {
    const method = methodOf(did)
    const left = (underWay.get(method) ?? 0) + change
    if (left > 0) underWay.set(method, left)
    else underWay.delete(method)
  }
  const forget = (did: Did): void => {
    if (flights.delete(did)) count(did, -1)
  }

  const start = (did: Did, options: ResolveDidOptions): Flight => {
    const { at, now } = options
    const shared = startFlight(async (signal) => {
      // A flight that a later one has replaced knows less than that one.
      const isLatest = (): boolean => flights.get(did) === flight
      // Nobody waits any more. Whether the method stops or not, it takes nobody's room.
      signal.addEventListener('abort', () => isLatest() && forget(did), { once: true })
      try {
        const resolved = await resolveWith(methods, did, { at, now, signal })
        if (isLatest()) answers.put(resolved)
        return resolved
      } finally {
        if (isLatest()) forget(did)
      }
    })
    const flight = { shared, at, now }
    if (!flights.has(did)) count(did, 1)
    flights.set(did, flight)
    return flight
  }

  const resolveAnew = async (did: Did, options: ResolveDidOptions): Promise<ResolvedDid> => {
    parseDid(did)
    let turnsLeft = turnsOfLocalMethods
    for (;;) {
      if (options.signal?.aborted === true) {
        throw abortedError()
      }
      const known = flights.get(did)
      const joinable = known !== undefined && Math.abs(options.now - known.now) <= maxAgeSeconds
      if (!joinable && isFull(did) && !pinned.has(did)) {
        if (turnsLeft-- > 0) {
          await undefined
          continue
        }
        throw new IdentityError('did_unreachable', 'Too many at once', { outcome: 'unknown' })
      }
      const flight = joinable ? known : start(did, options)
      const answer = await answerFor(options, flight)
      if (answer !== undefined) return answer
    }
  }

  return (did, options) => {
    if (options === undefined) return withoutInstant()
    return answers.get(did, options.at, options.now) ?? resolveAnew(did, options)
  }
}

// A place names a part, and is no room for what somebody wrote into a DID.
const maxNamedMethod = 16

// A method without network is done within so many turns of the promise queue.
const turnsOfLocalMethods = 32

/** `undefined`: the flight was begun for another instant, and its end says nothing about this one. */
async function answerFor(
  { at, signal }: ResolveDidOptions,
  flight: Flight,
): Promise<ResolvedDid | undefined> {
  try {
    const resolved = await flight.shared.join(signal)
    return flight.at === at || holdsAt(resolved, at) ? resolved : undefined
  } catch (error) {
    if (flight.at === at || !IdentityError.is(error) || !ofThen.includes(error.code)) throw error
    return undefined
  }
}

// What a method with history says of one instant and not of another.
const ofThen: readonly string[] = ['did_deactivated', 'did_version_not_found']

interface Flight {
  readonly shared: SharedFlight<ResolvedDid>
  readonly at: EpochSeconds
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
    const place = name.slice(0, maxNamedMethod)
    throw new IdentityError('did_method_unsupported', 'No resolver in methods for it', { place })
  }
  const resolved = await askMethod(method, did, options)
  const ofThisDid = resolved.did === did && resolved.document.id === did
  if (ofThisDid && holdsAt(resolved, options.at)) return deepFreeze(resolved)
  throw new IdentityError('did_document_mismatch', 'The method answered for another DID or instant')
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
