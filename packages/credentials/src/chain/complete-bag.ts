import { CodedError } from '@fidecura/base'
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
import { proveWay } from '../prove-authority.ts'
import type { Inquiry, VerifierState } from '../verifier-state.ts'
import type { AccreditationSearch, AccreditationSource } from './accreditation-source.ts'

/** Adds accreditations that are missing from what was brought along. */
export type CompleteBag = (
  bag: readonly Hop[],
  credential: Credential,
  state: VerifierState,
  inquiry: Inquiry,
) => Promise<readonly Hop[]>

/**
 * Asks sources, one after the other, until there is a way to a root. Nobody is asked while what was
 * brought along makes one, be it good or bad; and nobody beyond this process about credentials of
 * patients, or of types that no root vouches for, whose issuer may be anybody.
 *
 * @throws CredentialError from what it returns: `authority_unreachable` (unknown), or what keeps an
 *   accreditation on the way from being proven for now.
 */
export function createCompleteBag(sources: readonly AccreditationSource[]): CompleteBag {
  return async (brought, credential, state, inquiry) => {
    const asked = { credential, state, inquiry }
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
        const found = await source.find(searchOf(bag, asked, note))
        bag = await readMore(bag, found, state)
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
  { credential, state, inquiry }: Asked,
  note: (error: CodedError) => void,
): AccreditationSearch {
  const { now, signal } = inquiry
  const assertion = assertionOf(credential)
  const read = async (token: string): Promise<Hop | undefined> => {
    try {
      return await readLink(token, 0, state)
    } catch {
      return undefined
    }
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
    async prove(token, chain) {
      const hop = await read(token)
      if (hop === undefined) return false
      const others = await Promise.all(chain.slice(0, maxAccreditations - 1).map(read))
      const hops = [hop, ...others.filter((other) => other !== undefined && other !== hop)] as Hop[]
      return isProven(hop, hops, { credential, state, inquiry }, note)
    },
  }
}

async function isProven(
  hop: Hop,
  bag: readonly Hop[],
  { credential, state, inquiry }: Asked,
  note: (error: CodedError) => void,
): Promise<boolean> {
  // Whoever lost the permission is not asked any more, whatever outlives it; and it is asked today.
  const { revokedHops: _, ...strict } = state
  const today: Inquiry = { ...inquiry, at: inquiry.now, past: undefined }
  const context = { bag, state: strict, inquiry: today, refusals: new Map() }
  const search = {
    issuer: hop.subject,
    assertion: assertionOf(credential),
    roots: state.roots,
    bag,
  }
  for (const way of waysOf(search)) {
    // Whoever is a root needs no accreditation, and one that names a root is not proven by that.
    if (way.links[0] !== hop) continue
    try {
      await proveWay(way, { token: '', credential }, context)
      return true
    } catch (error) {
      if (!CodedError.is(error)) throw error
      if (error.outcome === 'unknown') note(error)
    }
  }
  return false
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
  state: VerifierState,
): Promise<readonly Hop[]> {
  const more = [...bag]
  for (const token of found.slice(0, maxAccreditations - bag.length)) {
    if (more.some((hop) => hop.token === token)) continue
    more.push(await readLink(token, more.length, state))
  }
  return more
}

function broken(): CredentialError {
  return new CredentialError('authority_unreachable', 'A source of accreditations broke', {
    outcome: 'unknown',
  })
}
