import { CodedError, type EpochSeconds } from '@fidecura/base'
import type { Did } from '@fidecura/identity'
import type { AuthorityPath } from './authority.ts'
import { checkStatus, type ListSigners } from './credential-status.ts'
import { type Hop, isSameKey } from './hop.ts'
import { assertPinned, assertSignedBy, issuerKeyOf } from './issuer-key.ts'
import { placed } from './placed.ts'
import { statusListType } from './status/status-reader.ts'
import { assertHasStatus, assertInForce } from './validity.ts'
import type { Inquiry, VerifierState } from './verifier-state.ts'

/** All that a call knows while it checks a chain. */
export interface AuthorityContext {
  readonly bag: readonly Hop[]
  readonly state: VerifierState
  readonly inquiry: Inquiry
}

/**
 * Proves that each accreditation on a way is genuine and in force, from the root down: nothing is
 * fetched for anybody whom a proven one above has not named.
 *
 * @param leaf - The token of the credential at the end of the way.
 * @returns When the oldest status list was fetched.
 * @throws CredentialError with the place `/chain/<position in the bag>`.
 */
export async function proveWay(
  { root, links }: AuthorityPath<Hop>,
  leaf: string,
  context: AuthorityContext,
): Promise<EpochSeconds | undefined> {
  let oldest: EpochSeconds | undefined
  let pins = context.state.roots.get(root)?.keys
  for (let i = links.length - 1; i >= 0; i--) {
    const hop = links[i] as Hop
    try {
      const signed = links[i - 1]?.token ?? leaf
      const signers = listSignersOf(hop.issuer, pins, context)
      oldest = earlier(oldest, await proveHop(hop, signed, signers, context))
    } catch (error) {
      throw placed(error, `/chain/${context.bag.indexOf(hop)}`)
    }
    pins = hop.claims.keys
  }
  return oldest
}

/** The keys that an issuer at the end of a way may sign with; undefined: any that its DID lists. */
export function pinsOf(
  { root, links }: AuthorityPath<Hop>,
  { roots }: VerifierState,
): readonly string[] | undefined {
  return links[0] === undefined ? roots.get(root)?.keys : links[0].claims.keys
}

async function proveHop(
  hop: Hop,
  signed: string,
  signers: ListSigners,
  { state, inquiry }: AuthorityContext,
): Promise<EpochSeconds | undefined> {
  const { credential, jws } = hop.decoded
  assertInForce(credential, inquiry.at, inquiry.now)
  assertHasStatus(credential)
  const key = await issuerKeyOf(hop.issuer, hop.keyId, state, inquiry)
  if (signers.keys !== undefined) await assertPinned(key, signers.keys, state)
  const seen = state.hops.get(hop.token)
  // Nothing else about a hop is remembered: keys, periods and status may have changed since.
  if (seen === undefined || !isSameKey(seen.signedBy, key)) {
    await assertSignedBy(key, jws, credential.format, state)
    state.hops.put({ hop, signedBy: key })
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
  const { bag, state, inquiry } = context
  const alone = pins === undefined ? {} : { keys: pins }
  if (bag.length === 0) return alone
  const accredits = async (authority: Did, thumbprint: string): Promise<boolean> => {
    // A list is signed today, also where it is asked about the past.
    const today = { bag, state, inquiry: { ...inquiry, at: inquiry.now, past: undefined } }
    for (const hop of bag) {
      const { types, keys } = hop.claims
      const granted = types !== '*' && types.includes(statusListType)
      if (keys !== undefined && !keys.includes(thumbprint)) continue
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

export function earlier(
  a: EpochSeconds | undefined,
  b: EpochSeconds | undefined,
): EpochSeconds | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return a < b ? a : b
}
