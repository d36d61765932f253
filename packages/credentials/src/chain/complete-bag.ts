import { CodedError, untilAborted } from '@fidecura/base'
import { assertionOf } from '../assertion.ts'
import {
  type AuthorityPath,
  type AuthoritySearch,
  findAuthority,
  maxAccreditations,
} from '../authority.ts'
import type { Credential } from '../credential.ts'
import { patientTypes } from '../credential-types.ts'
import { CredentialError } from '../errors.ts'
import { type Hop, readLink } from '../hop.ts'
import { type AuthorityContext, pinsOf, proveWay, type Refusals } from '../prove-authority.ts'
import type { Inquiry, VerifierState } from '../verifier-state.ts'
import type { AccreditationSearch, AccreditationSource } from './accreditation-source.ts'

/**
 * Adds accreditations that are missing from what was brought along, and notes among the refusals what
 * could not be found out about any, so that nobody waits for it again.
 */
export type CompleteBag = (
  credential: Credential,
  context: AuthorityContext,
) => Promise<readonly Hop[]>

/** Of one search: bounds what whoever is asked can make us look up. */
const maxProofs = 64

/**
 * Asks sources, one after the other, until there is a way to a root. Nobody is asked while what was
 * brought along makes one, be it good or bad; and nobody beyond this process about credentials of
 * patients, or of types that no root vouches for, whose issuer may be anybody.
 *
 * @throws CredentialError from what it returns: `authority_unreachable` (unknown), or what keeps an
 *   accreditation on the way from being proven for now.
 */
export function createCompleteBag(sources: readonly AccreditationSource[]): CompleteBag {
  return async (credential, { bag: brought, state, inquiry, refusals }) => {
    const asked = { credential, state, inquiry, refusals }
    let bag = brought
    let problem: CodedError | undefined
    const note = (error: CodedError): void => {
      problem ??= error
    }
    // A directory would learn who is a patient, or that somebody looks at one.
    const asking = maySpeakOf(credential, state) ? sources : sources.filter(isLocal)
    for (const source of asking) {
      if (!lacksHops(bag, asked)) return bag
      try {
        const reading = readingFrom(bag, state)
        const found = await source.find(searchOf(bag, asked, { note, reading }))
        bag = await readMore(bag, found, reading)
      } catch (error) {
        note(CodedError.is(error) ? error : broken())
      }
    }
    // What could not be found out must not look as if there were nothing.
    if (problem !== undefined && lacksHops(bag, asked)) throw problem
    return bag
  }
}

function isLocal(source: AccreditationSource): boolean {
  return source.isLocal === true
}

function maySpeakOf({ types }: Credential, { roots }: VerifierState): boolean {
  const vouched = [...roots.values()]
  return types.every(
    (type) => !patientTypes.has(type) && vouched.some((root) => root.types.has(type)),
  )
}

interface Asked {
  readonly credential: Credential
  readonly state: VerifierState
  readonly inquiry: Inquiry
  readonly refusals: Refusals
}

/** One hop for each text: what is known of it is known by that very object. */
type Reading = (token: string, position: number) => Promise<Hop>

function readingFrom(bag: readonly Hop[], state: VerifierState): Reading {
  const known = new Map(bag.map((hop) => [hop.token, hop]))
  return async (token, position) => {
    const hop = known.get(token) ?? (await readLink(token, position, state))
    known.set(token, hop)
    return hop
  }
}

interface Progress {
  readonly note: (error: CodedError) => void
  readonly reading: Reading
}

function lacksHops(bag: readonly Hop[], { credential, state }: Asked): boolean {
  const { issuer } = credential
  try {
    findAuthority({ issuer, assertion: assertionOf(credential), roots: state.roots, bag })
    return false
  } catch (error) {
    if (!CodedError.is(error)) throw error
    return error.code === 'credential_issuer_untrusted' || error.code === 'authority_missing'
  }
}

function searchOf(
  bag: readonly Hop[],
  asked: Asked,
  { note, reading }: Progress,
): AccreditationSearch {
  const { credential, state, inquiry } = asked
  const { now, signal } = inquiry
  const assertion = assertionOf(credential)
  const read = async (token: string): Promise<Hop | undefined> => {
    try {
      return await reading(token, 0)
    } catch {
      return undefined
    }
  }
  const noTime = outOfTime()
  const stopped = (): CredentialError => noTime
  let left = maxProofs
  const attempt = async (work: () => Promise<unknown>, until: AbortSignal | undefined) => {
    if (left <= 0 || until?.aborted === true) throw noTime
    left -= 1
    await untilAborted(work(), until, stopped)
  }
  return {
    issuer: credential.issuer,
    organisations: (assertion.organisations ?? []) as AccreditationSearch['organisations'],
    chain: bag.map(({ token }) => token),
    links: bag,
    directories: [...state.roots.values()].flatMap(({ directory }) => directory ?? []),
    room: maxAccreditations - bag.length,
    now,
    signal,
    read,
    async prove(token, chain, until = signal) {
      const hop = await read(token)
      if (hop === undefined) return false
      const others = await Promise.all(chain.slice(0, maxAccreditations - 1).map(read))
      const hops = [hop, ...others.filter((other) => other !== undefined && other !== hop)] as Hop[]
      const today = { ...inquiry, at: now, past: undefined, signal: until }
      return isProven(hop, hops, { ...asked, inquiry: today }, { note, attempt, noTime })
    },
  }
}

interface Attempts {
  readonly note: (error: CodedError) => void
  /** Does some work, if there is time for it; else it throws `noTime`. */
  readonly attempt: (work: () => Promise<unknown>, until: AbortSignal | undefined) => Promise<void>
  readonly noTime: CodedError
}

async function isProven(
  hop: Hop,
  bag: readonly Hop[],
  { credential, state, inquiry, refusals }: Asked,
  { note, attempt, noTime }: Attempts,
): Promise<boolean> {
  // Whoever lost the permission is not asked any more, whatever outlives it; and it is asked today.
  const { revokedHops: _, ...strict } = state
  const search = {
    issuer: hop.subject,
    assertion: assertionOf(credential),
    roots: state.roots,
    bag,
  }
  for (const way of waysOf(search)) {
    // Whoever is a root needs no accreditation, and one that names a root is not proven by that.
    if (way.links[0] !== hop) continue
    // A copy: what was stopped goes on, and is not waited for.
    const tried = new Map(refusals)
    const context = { bag, state: strict, inquiry, refusals: tried }
    try {
      await attempt(() => proveWay(way, { token: '', credential }, context), inquiry.signal)
      return true
    } catch (error) {
      if (!CodedError.is(error)) throw error
      if (error.outcome !== 'unknown') continue
      note(error)
      if (error === noTime) refuse(hop, way, error, { state, refusals: tried })
    } finally {
      keepUnknown(tried, refusals)
    }
  }
  return false
}

/** Who waits for the verdict must not wait for what there was no time for. */
function refuse(
  hop: Hop,
  { root, links }: AuthorityPath<Hop>,
  cause: CodedError,
  { state, refusals }: Pick<Asked, 'state' | 'refusals'>,
): void {
  const pins = pinsOf({ root, links: links.slice(1) }, state)?.join()
  const refusal = { pins, fellAt: undefined, signed: undefined, cause }
  refusals.set(hop, [...(refusals.get(hop) ?? []), refusal])
}

/** What does not hold may do so with what is found next, such as who may sign lists. */
function keepUnknown(tried: Refusals, refusals: Refusals): void {
  for (const [hop, known] of tried) {
    const unknown = known.filter(({ cause }) => CodedError.is(cause) && cause.outcome === 'unknown')
    if (unknown.length > 0) refusals.set(hop, unknown)
  }
}

function waysOf(search: AuthoritySearch<Hop>): readonly AuthorityPath<Hop>[] {
  try {
    return findAuthority(search)
  } catch (error) {
    if (!CodedError.is(error)) throw error
    return []
  }
}

async function readMore(
  bag: readonly Hop[],
  found: readonly string[],
  reading: Reading,
): Promise<readonly Hop[]> {
  const more = [...bag]
  for (const token of found.slice(0, maxAccreditations - bag.length)) {
    if (more.some((hop) => hop.token === token)) continue
    more.push(await reading(token, more.length))
  }
  return more
}

function outOfTime(): CredentialError {
  return new CredentialError('authority_unreachable', 'There was no time to prove it', {
    outcome: 'unknown',
  })
}

function broken(): CredentialError {
  return new CredentialError('authority_unreachable', 'A source of accreditations broke', {
    outcome: 'unknown',
  })
}
