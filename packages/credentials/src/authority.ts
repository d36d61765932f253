import type { Did } from '@fidecura/identity'
import { credentialTypes } from './credential-types.ts'
import { CredentialError } from './errors.ts'
import { type Assertion, assertGranted, assertNarrows } from './grants.ts'
import type { IssuingAccreditationClaims } from './issuing-accreditation.ts'

/** Somebody the caller trusts from the start. Comes from configuration, never from a message. */
export interface TrustedRoot {
  readonly did: Did
  /** What may hang below it, however deep. Accredited issuers need the type of accreditations too. */
  readonly types: readonly string[]
  /** RFC 7638 thumbprints of its only keys; without them, whichever its document lists. */
  readonly keys?: readonly string[]
  /**
   * Where the accreditations that it gives are published, for a verifier with a source that asks
   * directories. Without it, what hangs below this root must be brought along or known.
   */
  readonly directory?: string
}

/** An accreditation as read, proving nothing yet. */
export interface Accreditation {
  readonly issuer: Did
  readonly subject: Did
  readonly claims: IssuingAccreditationClaims
}

/** A way from an issuer up to a root on which everything would be granted, if it is all genuine. */
export interface AuthorityPath<Link extends Accreditation> {
  readonly root: Did
  /** The accreditation of the issuer first, that by the root last; empty if the issuer is the root. */
  readonly links: readonly Link[]
}

/** Accreditations between a root and the issuer. */
export const maxAuthorityLinks = 8
/** Accreditations in one bag: bounds the ways through it, too. */
export const maxAccreditations = 16

export interface AuthoritySearch<Link extends Accreditation> {
  readonly issuer: Did
  readonly assertion: Assertion
  readonly roots: ReadonlyMap<Did, { readonly types: ReadonlySet<string> }>
  /** In any order; at most {@link maxAccreditations}. */
  readonly bag: readonly Link[]
}

/**
 * Finds every way by which an issuer may have the authority for a credential. Each way allows all of
 * the credential by itself: what two parents grant is not added up.
 *
 * @returns At least one.
 * @throws {@link CredentialError} `credential_issuer_untrusted`, `authority_missing`,
 *   `authority_type_not_granted`, `authority_value_not_granted`, `authority_depth_exceeded`,
 *   `authority_widened`, `authority_cycle`: that of the way that came nearest
 *   to a root.
 */
export function findAuthority<Link extends Accreditation>(
  search: AuthoritySearch<Link>,
): readonly AuthorityPath<Link>[] {
  const found: Found<Link> = { paths: [], refusal: undefined, reached: -1 }
  climb(search, search.issuer, [], found)
  if (found.paths.length > 0) return found.paths
  throw found.refusal
}

interface Found<Link extends Accreditation> {
  readonly paths: AuthorityPath<Link>[]
  refusal: CredentialError | undefined
  /** How many links the way had on which the refusal happened. */
  reached: number
}

function climb<Link extends Accreditation>(
  search: AuthoritySearch<Link>,
  holder: Did,
  links: readonly Link[],
  found: Found<Link>,
): void {
  const { assertion, roots, bag } = search
  const types = roots.get(holder)?.types
  if (types !== undefined && rootAllows(types, assertion, links.length)) {
    found.paths.push({ root: holder, links })
  } else if (types !== undefined) {
    const refusal = new CredentialError('authority_type_not_granted', 'Not a type of this root')
    note(found, links.length, refusal)
  }
  let accredited = false
  for (const link of bag) {
    if (link.subject !== holder) continue
    accredited = true
    try {
      assertMayFollow(link, links, search)
    } catch (error) {
      if (!(error instanceof CredentialError)) throw error
      note(found, links.length, error)
      continue
    }
    climb(search, link.issuer, [...links, link], found)
  }
  if (types === undefined && !accredited) note(found, links.length, noAuthority(links, bag))
}

function rootAllows(
  types: ReadonlySet<string>,
  { types: asked }: Assertion,
  links: number,
): boolean {
  if (links > 0 && !types.has(credentialTypes.issuingAccreditation)) return false
  return asked.length > 0 && asked.every((type) => types.has(type))
}

function assertMayFollow<Link extends Accreditation>(
  link: Link,
  links: readonly Link[],
  { issuer, assertion }: AuthoritySearch<Link>,
): void {
  if (links.length >= maxAuthorityLinks) {
    throw new CredentialError('authority_depth_exceeded', 'More levels than the limit')
  }
  // Whoever stands on the way already cannot vouch for itself by a detour.
  if (link.issuer === issuer || links.some((below) => below.issuer === link.issuer)) {
    throw new CredentialError('authority_cycle', 'An issuer that stands below itself')
  }
  assertGranted(assertion, link.claims)
  const below = links.length === 0 ? assertion.accreditation : links.at(-1)?.claims
  if (below !== undefined) assertNarrows(below, link.claims)
}

function noAuthority(links: readonly unknown[], bag: readonly unknown[]): CredentialError {
  if (bag.length === 0) {
    // What a newcomer forgets: whoever is no root needs the accreditations that lead to one.
    return new CredentialError(
      'credential_issuer_untrusted',
      'No trusted root, and no chain of accreditations was given',
    )
  }
  return links.length === 0
    ? new CredentialError('authority_missing', 'No accreditation of the issuer in the chain')
    : new CredentialError('credential_issuer_untrusted', 'Does not lead to a trusted root')
}

function note(
  found: Found<never> | Found<Accreditation>,
  reached: number,
  refusal: CredentialError,
): void {
  if (reached <= found.reached) return
  found.reached = reached
  found.refusal = refusal
}
