import type { EpochSeconds } from '@fidecura/base'
import type { Did } from '@fidecura/identity'
import type { Accreditation } from '../authority.ts'

/** What of a chain of authority is missing, and what a source may rely on while it looks for it. */
export interface AccreditationSearch {
  /** Who has signed the credential in question, as it says. */
  readonly issuer: Did
  /** Organisations that the credential names: a hint where to look, and nothing more. */
  readonly organisations: readonly Did[]
  /** Accreditations at hand, compact, proven nothing yet. */
  readonly chain: readonly string[]
  /** The same, as read. */
  readonly links: readonly Accreditation[]
  /** Where the roots publish, as the caller has configured it. */
  readonly directories: readonly string[]
  /** How many more may be added. */
  readonly room: number
  readonly now: EpochSeconds
  readonly signal: AbortSignal | undefined
  /** @returns Undefined for what is not an accreditation; proven nothing otherwise. */
  read(token: string): Promise<Accreditation | undefined>
  /**
   * Whether an accreditation hangs below a root today by a way on which everything is proven, and on
   * which everything is granted that the credential in question says. So who holds it may be asked.
   *
   * What could not be found out is not tried again in the same search, nor by the verifier after it.
   *
   * @param chain - Those that it may hang below, at most 15; what of it is not proven counts for nothing.
   * @param signal - Until when the source wants to know. From then on nothing is proven any more.
   */
  prove(token: string, chain: readonly string[], signal?: AbortSignal): Promise<boolean>
}

/**
 * Where accreditations come from that nobody has brought along. Nothing that it hands out is believed
 * before the verifier has proven it, so it may be any cache; what it leaves out grants nothing.
 */
export interface AccreditationSource {
  /**
   * Nobody else learns what was looked for: it answers from what it has. Only such a source is asked
   * about credentials of patients, whose chain must otherwise come along. Default: others learn it.
   */
  readonly isLocal?: true
  /**
   * @returns Accreditations, compact; those beyond `room` are left out.
   * @throws Coded errors: `authority_unreachable` (unknown) when nobody answers.
   */
  find(search: AccreditationSearch): Promise<readonly string[]>
}

/** Whoever may stand on a way up from the issuer, by what is at hand. */
export function aboveOf(
  issuer: Did,
  links: readonly Pick<Accreditation, 'issuer' | 'subject'>[],
): Set<Did> {
  const above = new Set([issuer])
  // A set visits what is added while it is gone through.
  for (const holder of above) {
    for (const link of links) if (link.subject === holder) above.add(link.issuer)
  }
  return above
}
