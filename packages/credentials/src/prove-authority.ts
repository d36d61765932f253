import { CodedError, type EpochSeconds } from '@fidecura/base'
import type { Did } from '@fidecura/identity'
import type { AuthorityPath } from './authority.ts'
import type { TokenBelow } from './chain/issued-before.ts'
import { checkStatus, type ListSigners } from './credential-status.ts'
import { areSameKeys, type Hop } from './hop.ts'
import { assertPinned, assertSignedBy, issuerKeysOf } from './issuer-key.ts'
import { placed } from './placed.ts'
import { statusListType } from './status/list-reader.ts'
import { assertHasStatus, assertInForce } from './validity.ts'
import type { Inquiry, StatusAuthority, VerifierState } from './verifier-state.ts'

/** All that a call knows while it checks a chain. */
export interface AuthorityContext {
  readonly bag: readonly Hop[]
  readonly state: VerifierState
  readonly inquiry: Inquiry
  /** Hops that did not hold on a way that was tried before. */
  readonly refusals: Refusals
}

/** What holds, and what is asked of all below it. */
export interface Proven {
  /** When the oldest status list was fetched. */
  readonly statusAsOf: EpochSeconds | undefined
  readonly inquiry: Inquiry
}

/** By hop: for whom it did not hold, and why. */
export type Refusals = Map<
  Hop,
  {
    readonly pins: string | undefined
    /** Undefined: whatever was signed under it. */
    readonly signed: string | undefined
    readonly fellAt: EpochSeconds | undefined
    readonly cause: unknown
  }[]
>

/**
 * Proves that each accreditation on a way is genuine and in force, from the root down: nothing is
 * fetched for anybody whom a proven one above has not named.
 *
 * @param leaf - The credential at the end of the way.
 * @throws CredentialError with the place `/chain/<position in the bag>`.
 */
export async function proveWay(
  { root, links }: AuthorityPath<Hop>,
  leaf: TokenBelow,
  call: AuthorityContext,
): Promise<Proven> {
  let context = call
  let oldest: EpochSeconds | undefined
  let pins = context.state.roots.get(root)?.keys
  for (let i = links.length - 1; i >= 0; i--) {
    const hop = links[i] as Hop
    const signed = signedUnder(i, links, leaf, context)
    assertNotRefused(hop, pins?.join(), signed, context)
    try {
      const signers = listSignersOf(hop.issuer, pins, context)
      const { statusAsOf, inquiry } = await proveOnWay(i, links, leaf, signers, context)
      oldest = earlier(oldest, statusAsOf)
      context = { ...context, inquiry }
    } catch (cause) {
      const error = inBag(hop, context, cause)
      const refusals = context.refusals.get(hop) ?? []
      const refusal = {
        pins: pins?.join(),
        fellAt: context.inquiry.fall?.at,
        signed: dependsOnBelow(error, context) ? signed : undefined,
      }
      context.refusals.set(hop, [...refusals, { ...refusal, cause }])
      throw error
    }
    pins = hop.claims.keys
  }
  return { statusAsOf: oldest, inquiry: context.inquiry }
}

async function proveOnWay(
  position: number,
  links: readonly Hop[],
  leaf: TokenBelow,
  signers: ListSigners,
  context: AuthorityContext,
): Promise<Proven> {
  const hop = links[position] as Hop
  const { state, inquiry } = context
  try {
    const signed = links[position - 1]?.token ?? leaf.token
    return { statusAsOf: await proveHop(hop, signed, signers, context), inquiry }
  } catch (error) {
    const revoked = inquiry.past === undefined ? state.revokedHops : undefined
    // Its status is the last thing that is looked at: all else was found good.
    if (revoked === undefined || !CodedError.is(error) || error.code !== 'status_revoked') {
      throw error
    }
    return revoked.judge(hop, belowOf(position, links, leaf), signers, state, inquiry)
  }
}

function belowOf(position: number, links: readonly Hop[], leaf: TokenBelow): readonly TokenBelow[] {
  const hops = links.slice(0, position)
  return [...hops.map(({ token, decoded }) => ({ token, credential: decoded.credential })), leaf]
}

function dependsOnBelow({ code }: CodedError, { inquiry }: AuthorityContext): boolean {
  return inquiry.past !== undefined || code === 'status_revoked' || code === 'signing_time_unproven'
}

/** What of all that was signed below a hop its refusal may depend on. */
function signedUnder(
  position: number,
  links: readonly Hop[],
  leaf: TokenBelow,
  { state, inquiry }: AuthorityContext,
): string {
  if (inquiry.past !== undefined) return links[position - 1]?.token ?? leaf.token
  if (state.revokedHops === undefined) return ''
  return belowOf(position, links, leaf)
    .map(({ token }) => token)
    .join()
}

/** The keys that an issuer at the end of a way may sign with; undefined: any that its DID lists. */
export function pinsOf(
  { root, links }: AuthorityPath<Hop>,
  { roots }: VerifierState,
): readonly string[] | undefined {
  return links[0] === undefined ? roots.get(root)?.keys : links[0].claims.keys
}

/**
 * Hundreds of ways may lead over one hop. Whoever it names must not keep us waiting on each of them.
 */
function assertNotRefused(
  hop: Hop,
  pins: string | undefined,
  signed: string,
  context: AuthorityContext,
): void {
  const { refusals, inquiry } = context
  const same = refusals
    .get(hop)
    ?.find(
      (known) =>
        known.pins === pins &&
        known.fellAt === inquiry.fall?.at &&
        (known.signed ?? signed) === signed,
    )
  if (same !== undefined) throw inBag(hop, context, same.cause)
}

function inBag(hop: Hop, { bag }: AuthorityContext, cause: unknown): CodedError {
  return placed(cause, `/chain/${bag.indexOf(hop)}`)
}

async function proveHop(
  hop: Hop,
  signed: string,
  signers: ListSigners,
  { state, inquiry }: AuthorityContext,
): Promise<EpochSeconds | undefined> {
  const { credential, proofs } = hop.decoded
  assertInForce(credential, inquiry.at, inquiry.now)
  assertHasStatus(credential)
  const keys = await issuerKeysOf(hop, hop.keyIds, state, inquiry)
  if (signers.keys !== undefined) await assertPinned(keys, signers.keys, state)
  const seen = state.hops.get(hop.token)
  // Nothing else about a hop is remembered: keys, periods and status may have changed since.
  if (seen === undefined || !areSameKeys(seen.signedBy, keys)) {
    await assertSignedBy(keys, proofs, state)
    state.hops.put({ hop, signedBy: keys })
  }
  const { past } = inquiry
  if (past !== undefined) {
    await past.judge.assertKeysOfThen({ ...hop, proofs, keys }, state, inquiry)
    await past.judge.assertSignedBeforeEnd(signed, credential, inquiry)
  }
  return checkStatus(credential, signed, signers, state, inquiry)
}

/**
 * An issuer signs its status lists with the keys it signs all else with. It may let another do so by
 * an accreditation, which is looked for in the bag.
 *
 * @param pins - The keys of the issuer.
 */
export function listSignersOf(
  issuer: Did,
  pins: readonly string[] | undefined,
  context: AuthorityContext,
): ListSigners {
  const { bag, inquiry } = context
  const alone = pins === undefined ? {} : { keys: pins }
  if (bag.length === 0) return alone
  const accredits = async (authority: Did, thumbprint?: string): Promise<boolean> => {
    // A list is signed today, also where it is asked about the past.
    const today = { ...context, inquiry: { ...inquiry, at: inquiry.now, past: undefined } }
    for (const hop of bag) {
      const { types, keys } = hop.claims
      const granted = types !== '*' && types.includes(statusListType)
      if (keys !== undefined && thumbprint !== undefined && !keys.includes(thumbprint)) continue
      if (hop.issuer !== issuer || hop.subject !== authority || !granted) continue
      try {
        // Its own status must be in a list of the issuer, or two authorities could vouch in a circle.
        await proveHop(hop, '', alone, today)
        return true
      } catch (error) {
        if (!CodedError.is(error) || error.outcome === 'unknown') throw error
      }
    }
    return false
  }
  return { ...alone, accredits }
}

/** Those who may sign, and whom the credential itself names. */
export function withAuthority(
  signers: ListSigners,
  named: StatusAuthority | undefined,
): ListSigners {
  if (named === undefined) return signers
  const { did, keys } = named
  return {
    ...signers,
    accredits: (authority, thumbprint) =>
      authority === did &&
      (keys === undefined || thumbprint === undefined || keys.includes(thumbprint)),
  }
}

export function earlier(
  a: EpochSeconds | undefined,
  b: EpochSeconds | undefined,
): EpochSeconds | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return a < b ? a : b
}
