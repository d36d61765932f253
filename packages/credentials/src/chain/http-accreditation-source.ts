import {
  allowLoopbackHttp,
  BaseError,
  type EpochSeconds,
  type Fetch,
  type FetchBytesOptions,
  fetchBytes,
  isJsonObject,
  parseJson,
} from '@fidecura/base'
import type { Did } from '@fidecura/identity'
import { type Accreditation, maxAccreditations } from '../authority.ts'
import { CredentialError } from '../errors.ts'
import { maxHopLength } from '../hop.ts'
import { createFlights } from '../status/flights.ts'
import {
  type AccreditationSearch,
  type AccreditationSource,
  aboveOf,
} from './accreditation-source.ts'

/** How directories are asked, and how much is kept. */
export interface HttpAccreditationSourceOptions {
  /** On a server `createGuardedFetch`: accreditations say where to connect. */
  readonly fetch: Fetch
  /** Of one search. Default and most 16. */
  readonly maxRequests?: number
  /** Of one search: all its requests, and all that is proven on the way. Default 10,000. */
  readonly timeoutMs?: number
  /** How long an answer is kept, also that there is nothing. Default 300. */
  readonly maxAgeSeconds?: number
  /** Of all answers kept. Default 4 MiB; the oldest go first. */
  readonly maxCacheBytes?: number
  readonly [allowLoopbackHttp]?: readonly string[]
}

/** Bounds the work that directories can make, whatever they answer. */
const maxCandidates = 64

/** Room for as many accreditations as one bag may hold. */
const maxAnswerBytes = maxAccreditations * (maxHopLength + 8)

/**
 * Asks the directories of the roots, which the caller has named, and from there on those that proven
 * accreditations name. What an unproven token names is never connected to, and no DID is resolved that
 * a proven accreditation does not name.
 *
 * A directory is asked for one DID at a time, at {@link accreditationsUrlOf}, and answers as
 * {@link writeAccreditations} does. It learns which issuers somebody looks at, and no person.
 */
export function createHttpAccreditationSource(
  options: HttpAccreditationSourceOptions,
): AccreditationSource {
  const ask = createAsk(options)
  const maxRequests = Math.min(options.maxRequests ?? 16, 16)
  return {
    async find(search) {
      const deadline = AbortSignal.timeout(options.timeoutMs ?? 10_000)
      const signal =
        search.signal === undefined ? deadline : AbortSignal.any([deadline, search.signal])
      const climb = createClimb(search, signal)
      let problem: unknown
      for (let asked = 0; asked < maxRequests; asked++) {
        const url = climb.next()
        if (url === undefined) break
        try {
          await climb.take(await ask(url, { now: search.now, signal }))
        } catch (error) {
          problem ??= error
        }
        if (climb.arrived()) return climb.found()
      }
      // What is missing may be what the one that did not answer has.
      if (problem !== undefined) throw problem
      return climb.found()
    },
  }
}

/** Where a directory answers for a DID: one segment below it, so that plain files will do. */
export function accreditationsUrlOf(directory: string, subject: Did): string {
  return `${directory.replace(/\/+$/, '')}/${encodeURIComponent(subject)}`
}

/**
 * What a directory answers: accreditations of the DID that it was asked for or, where it knows them, of
 * those above. In JSON; who serves them need not be trusted.
 */
export function writeAccreditations(accreditations: readonly string[]): string {
  return JSON.stringify({ accreditations })
}

interface Climb {
  /** The next place to ask; each once. */
  next(): string | undefined
  take(tokens: readonly string[]): Promise<void>
  arrived(): boolean
  found(): readonly string[]
}

function createClimb(search: AccreditationSearch, signal: AbortSignal): Climb {
  const { issuer, links, chain, organisations } = search
  const wanted = new Set([...aboveOf(issuer, links), ...organisations])
  const directories = new Set(search.directories)
  const asked = new Set<string>()
  const proven = new Set<string>()
  const candidates = new Map(chain.map((token, i) => [token, links[i] as Accreditation]))
  let arrived = false

  async function prove(token: string, { subject, claims }: Accreditation): Promise<boolean> {
    const others = [...proven, ...candidates.keys()].filter((other) => other !== token)
    // Also what is proven takes time, which may be that of somebody who wants to take ours.
    if (!(await search.prove(token, [...new Set(others)], signal))) return false
    proven.add(token)
    // Who may not pass anything on has nothing to tell.
    if (claims.directory !== undefined && claims.depth > 0) directories.add(claims.directory)
    if (subject === issuer) arrived = true
    return true
  }

  return {
    next() {
      for (const directory of directories) {
        for (const subject of wanted) {
          const url = accreditationsUrlOf(directory, subject)
          if (asked.has(url)) continue
          asked.add(url)
          return url
        }
      }
      return undefined
    },
    async take(tokens) {
      for (const token of tokens) {
        if (candidates.size >= maxCandidates || candidates.has(token)) continue
        const link = await search.read(token)
        if (link !== undefined) candidates.set(token, link)
      }
      // A lower one may stand before the one above it, so as long as something new holds, again.
      for (let again = true; again; ) {
        again = false
        for (const [token, link] of candidates) {
          if (!proven.has(token) && (await prove(token, link))) again = true
        }
      }
    },
    arrived: () => arrived,
    // Those that do not hold come last: the verifier says what is wrong with them.
    found: () =>
      [...new Set([...proven, ...candidates.keys()])].filter((token) => !chain.includes(token)),
  }
}

interface AskContext {
  readonly now: EpochSeconds
  readonly signal: AbortSignal
}

type Ask = (url: string, context: AskContext) => Promise<readonly string[]>

interface Kept {
  readonly tokens: readonly string[]
  readonly at: EpochSeconds
  readonly bytes: number
}

function createAsk(options: HttpAccreditationSourceOptions): Ask {
  const { maxAgeSeconds = 300, maxCacheBytes = 4_194_304 } = options
  const kept = new Map<string, Kept>()
  const flights = createFlights<readonly string[]>()
  let bytes = 0

  function keep(url: string, tokens: readonly string[], at: EpochSeconds): void {
    const size = url.length + tokens.reduce((sum, token) => sum + token.length, 200)
    bytes += size - (kept.get(url)?.bytes ?? 0)
    kept.delete(url)
    kept.set(url, { tokens, at, bytes: size })
    for (const [oldest, { bytes: freed }] of kept) {
      if (bytes <= maxCacheBytes) return
      kept.delete(oldest)
      bytes -= freed
    }
  }

  async function load(url: string, now: EpochSeconds): Promise<readonly string[]> {
    const tokens = await fetchAnswer(url, options)
    keep(url, tokens, now)
    return tokens
  }

  return async (url, { now, signal }) => {
    const known = kept.get(url)
    if (known !== undefined && Math.abs(now - known.at) <= maxAgeSeconds) return known.tokens
    try {
      return await flights.share(url, () => load(url, now), signal)
    } catch {
      throw new CredentialError('authority_unreachable', 'A directory did not answer', {
        outcome: 'unknown',
      })
    }
  }
}

async function fetchAnswer(
  url: string,
  options: HttpAccreditationSourceOptions,
): Promise<readonly string[]> {
  const loopback = options[allowLoopbackHttp]
  const request: FetchBytesOptions = {
    fetch: options.fetch,
    accept: 'application/json',
    maxBytes: maxAnswerBytes,
    timeoutMs: options.timeoutMs ?? 10_000,
    ...(loopback === undefined ? {} : { [allowLoopbackHttp]: loopback }),
  }
  try {
    const answer = parseJson(await fetchBytes(url, request), { maxBytes: maxAnswerBytes })
    const tokens = isJsonObject(answer) ? answer['accreditations'] : undefined
    if (!Array.isArray(tokens)) throw new CredentialError('authority_malformed', 'Not an answer')
    return tokens.filter((token) => typeof token === 'string').slice(0, maxAccreditations)
  } catch (error) {
    // Nobody knows of it there, which is an answer.
    if (BaseError.is(error) && error.code === 'http_not_found') return []
    throw error
  }
}
