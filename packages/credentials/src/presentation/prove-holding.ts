import type { PublicJwk } from '@fidecura/identity'
import type { AskedTerms } from '../key-binding.ts'
import { placed } from '../placed.ts'
import type { CheckSheet, PresentationCheck } from '../report.ts'
import type { Inquiry, VerifierState } from '../verifier-state.ts'
import { assertAbout, assertHeldBy, commonKeyOf, proveBindings, unbound } from './holder-binding.ts'
import { assertMeant, holderKeyOf, proveSigned } from './prove-holder.ts'
import type { Presented, PresentedCredential } from './read-presentation.ts'
import {
  type FoundRepresentation,
  findRepresentation,
  type RepresentationTerms,
} from './representation.ts'

/** Whose hand a presentation was found to be of. */
export interface Holding {
  readonly holderKey: PublicJwk | undefined
  readonly representation: FoundRepresentation | undefined
}

export interface HoldingTerms extends AskedTerms {
  readonly representation: RepresentationTerms | undefined
}

type Sheet = CheckSheet<PresentationCheck>

/**
 * Whose hand it is, and that every credential is either theirs or of somebody they act for. What can be
 * judged here comes first: nobody is asked about a holder who answers another request, or shows what is
 * somebody else's.
 */
export async function proveHolding(
  sheet: Sheet,
  { credentials, signed }: Presented,
  terms: HoldingTerms,
  state: VerifierState,
  inquiry: Inquiry,
): Promise<Holding> {
  let representation: FoundRepresentation | undefined
  let holderKey: PublicJwk | undefined
  let own = credentials
  const isOwn = await attempt(sheet, 'same_holder', () => {
    representation = findRepresentation(credentials, terms.representation, signed)
    own = ownOf(credentials, representation)
    if (signed === undefined) holderKey = commonKeyOf(own)
    else assertAbout(signed, own)
  })
  const isAnswer = await attempt(sheet, 'key_binding', async () => {
    if (signed !== undefined) assertMeant(signed, terms)
    const proven = await proveBindings(own, terms, state)
    // Of the others, that they are bound to the key that was proven is the check of one holder.
    if (proven === 0 && signed === undefined) throw placed(unbound(), own.at(-1)?.place ?? '')
  })
  if (signed === undefined) {
    if (isOwn) sheet.pass('same_holder')
    if (isAnswer) sheet.pass('key_binding')
    return { holderKey, representation }
  }
  if (!isOwn || !isAnswer) return { holderKey, representation }
  await attempt(sheet, 'key_binding', async () => {
    const key = await holderKeyOf(signed, state, inquiry)
    holderKey = key
    const isHeld = await attempt(sheet, 'same_holder', () => assertHeldBy(key, own))
    if (isHeld) sheet.pass('same_holder')
    await proveSigned(signed, key, state)
    sheet.pass('key_binding')
  })
  return { holderKey, representation }
}

/** @returns Whether nothing was refused; the check has not passed by that. */
async function attempt(
  sheet: Sheet,
  check: PresentationCheck,
  assert: () => void | Promise<void>,
): Promise<boolean> {
  try {
    await assert()
    return true
  } catch (error) {
    sheet.refuse(check, error)
    return false
  }
}

function ownOf(
  credentials: readonly PresentedCredential[],
  representation: FoundRepresentation | undefined,
): readonly PresentedCredential[] {
  if (representation === undefined) return credentials
  return credentials.filter((each) => !representation.represented.includes(each))
}
