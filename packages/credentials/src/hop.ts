import { CodedError } from '@fidecura/base'
import type { Did, DidUrl, PublicJwk } from '@fidecura/identity'
import type { Accreditation } from './authority.ts'
import type { UnverifiedCredential } from './credential.ts'
import { credentialTypes } from './credential-types.ts'
import { type DecodeCredentialOptions, decodeEither } from './decode-credential.ts'
import { CredentialError } from './errors.ts'
import { assertHealthClaims } from './health-claims.ts'
import { keyIdsOf } from './issuer-key.ts'
import { parseIssuingAccreditationClaims } from './issuing-accreditation.ts'
import { placed } from './placed.ts'
import { isSameKey } from './same-key.ts'
import type { AuthorityLink } from './verified.ts'

/** An accreditation of the bag, read once for each spelling. */
export interface Hop extends Accreditation {
  readonly token: string
  readonly decoded: UnverifiedCredential
  readonly keyIds: readonly DidUrl[]
  readonly link: AuthorityLink
}

/** A hop that was on a way to a root, and the keys that its proofs were found to be of. */
export interface SeenHop {
  readonly hop: Hop
  readonly signedBy: readonly PublicJwk[]
}

/** Hops by their exact text: a signature that was good under a key stays so. */
export interface HopCache {
  get(token: string): SeenHop | undefined
  put(seen: SeenHop): void
  /** One that was read, and proves nothing: a bag that comes with every request has some that no way leads over. */
  getRead(token: string): Hop | undefined
  putRead(hop: Hop): void
}

/** Whoever brings more of their own has the others read again. */
const maxRead = 32

/** @param maxEntries - The oldest go first. */
export function createHopCache(maxEntries: number): HopCache {
  const hops = new Map<string, SeenHop>()
  const read = new Map<string, Hop>()
  return {
    get: (token) => hops.get(token),
    put: (seen) => putBounded(hops, seen.hop.token, seen, maxEntries),
    getRead: (token) => hops.get(token)?.hop ?? read.get(token),
    putRead: (hop) => putBounded(read, hop.token, hop, Math.min(maxRead, maxEntries)),
  }
}

function putBounded<T>(entries: Map<string, T>, key: string, value: T, most: number): void {
  if (entries.size >= most && !entries.has(key)) {
    for (const oldest of entries.keys()) {
      entries.delete(oldest)
      break
    }
  }
  entries.set(key, value)
}

/** Also of two documents that were fetched at different times. */
export function areSameKeys(a: readonly PublicJwk[], b: readonly PublicJwk[]): boolean {
  return a.length === b.length && a.every((key, index) => isSameKey(key, b[index] as PublicJwk))
}

/** Bounds what the cache of hops may hold, and the work for one bag. */
export const maxHopLength = 65_536

/**
 * @throws {@link CredentialError} `authority_malformed`: not an accreditation of ours, and nothing
 *   else, for a DID.
 */
export function readHop(token: string, decoded: UnverifiedCredential): Hop {
  const { credential, proofs } = decoded
  const { types, issuer, subject, claims } = credential
  if (types.length !== 1 || types[0] !== credentialTypes.issuingAccreditation) throw malformed()
  // Who signed it says nothing about what it is.
  const keyIds = keyIdsOf(proofs, issuer)
  try {
    assertHealthClaims(credential)
    const parsed = parseIssuingAccreditationClaims(claims)
    const { validUntil } = credential
    const link = Object.freeze({ issuer, subject: subject as Did, claims: parsed, validUntil })
    return { ...link, token, decoded, link, keyIds }
  } catch (error) {
    throw malformed(error)
  }
}

/** @throws {@link CredentialError} as {@link readHop}, with the place in the bag. */
export async function readLink(
  token: string,
  position: number,
  state: ReadLinkState,
): Promise<Hop> {
  const known = state.hops.getRead(token)
  if (known !== undefined) return known
  try {
    if (typeof token !== 'string' || token.length > maxHopLength) throw malformed()
    const hop = readHop(token, await decodeEither(token, state))
    state.hops.putRead(hop)
    return hop
  } catch (error) {
    throw placed(error, `/chain/${position}`)
  }
}

type ReadLinkState = DecodeCredentialOptions & { readonly hops: HopCache }

function malformed(cause?: unknown): CredentialError {
  if (cause !== undefined && !CodedError.is(cause)) throw cause
  const place = cause?.place
  return new CredentialError('authority_malformed', 'Not an accreditation', { cause, place })
}
