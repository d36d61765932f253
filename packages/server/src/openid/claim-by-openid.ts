import { didKeyOf, type PublicJwk, thumbprintOf } from '@fidecura/identity'
import type { Ports } from '@fidecura/store'
import { assertNotEnrolled, enrolPatient } from '../acts/enrol-patient.ts'
import {
  advanceOffer,
  type BoundAs,
  bindOffer,
  type FoundOffer,
  lookUpOffer,
  type OfferFor,
} from '../acts/offers.ts'
import { ServerError } from '../errors.ts'
import type { Hospital } from '../hospital/hospital.ts'
import type { Call } from '../http/call.ts'
import { eventOf } from '../http/event-of.ts'

/** What of an offer is handed out by OpenID. */
export type OfferedByOpenId = Extract<OfferFor['kind'], 'patient' | 'guardian'>

/** One request for a credential. */
export interface ClaimByOpenId {
  /** As the offer that was made by OpenID names it. */
  readonly reference: string
  readonly kind: OfferedByOpenId
  /** Whoever asks has proven to hold it, and to know the transaction code. */
  readonly holderKey: PublicJwk
  /** Whence they came. */
  readonly client: string
}

type Claimed = { readonly id: string; readonly token: string } | 'pending' | 'denied'

/**
 * Gives an offer to the key that has come with the transaction code, and issues what is issued for any other key: at once
 * to a patient whom the desk has in front of it, and to a guardian once a second person has approved. Asked again by the
 * same key it says the same; by another one it refuses.
 */
export async function claimByOpenId(hospital: Hospital, claim: ClaimByOpenId): Promise<Claimed> {
  const { reference, kind, holderKey, client } = claim
  const { store, clock } = hospital
  const [id = '', drawn = ''] = reference.split('.')
  const offer = await lookUpOffer(store.documents, id, clock())
  // One that was handed out anew leads nowhere any more.
  if (offer === undefined || offer.openid === undefined || offer.openid !== drawn) return 'denied'
  if (offer.for.kind !== kind || offer.state === 'void') return 'denied'
  const { holder } = offer
  if (holder !== undefined && !(await isSame(holder.publicKey, holderKey))) return 'denied'
  try {
    return await (kind === 'patient'
      ? enrol({ hospital, client }, offer, holderKey)
      : nameGuardian({ hospital, client }, offer, holderKey))
  } catch (error) {
    // Somebody else was faster, or the record has a key by now: no wallet could do anything about it.
    if (ServerError.is(error) && error.outcome === 'failed') return 'denied'
    throw error
  }
}

/** Where, and whence. */
interface Asked {
  readonly hospital: Hospital
  readonly client: string
}

/** Writes down what the wallet says that has fetched an offer: whether it has kept what was issued. */
export async function noteKept(
  asked: Asked,
  { reference, isKept }: { readonly reference: string; readonly isKept: boolean },
): Promise<void> {
  const { store, clock } = asked.hospital
  const [id = '', drawn = ''] = reference.split('.')
  const offer = await lookUpOffer(store.documents, id, clock())
  const { openid, holder, state } = offer ?? {}
  if (offer === undefined || openid !== drawn || holder === undefined || state !== 'issued') return
  // Each is written down for good, and a wallet may say it as often as it likes: what was kept stays so.
  if (offer.isKept === true || offer.isKept === isKept) return
  const acting = actingFor(asked, holder.publicKey)
  const { documents } = acting('update', { objects: [{ type: 'Task', id }] })
  // It is told again, or not: nothing stands on it but what the desk sees.
  await documents.write([advanceOffer(offer, state, { isKept }, clock())], clock())
}

async function enrol(asked: Asked, offer: FoundOffer, holderKey: PublicJwk): Promise<Claimed> {
  const { hospital } = asked
  const { store, clock } = hospital
  const now = clock()
  const { for: about } = offer
  if (about.kind !== 'patient') return 'denied'
  let claimed = offer
  if (offer.state === 'open') {
    await assertNotEnrolled(store.documents, about.record, now)
    claimed = await bind(asked, offer, holderKey, { state: 'claimed' })
  }
  const call = { hospital, now, acting: actingFor(asked, holderKey) }
  if (claimed.state !== 'issued') await enrolPatient(call, claimed)
  return issuedOf(hospital, offer.id, about.credential)
}

async function nameGuardian(
  asked: Asked,
  offer: FoundOffer,
  holderKey: PublicJwk,
): Promise<Claimed> {
  const { for: about, state, handedOutBy } = offer
  if (about.kind !== 'guardian' || handedOutBy === undefined) return 'denied'
  if (state === 'issued') return issuedOf(asked.hospital, offer.id, about.credential)
  // Whoever handed it out knew the code, and says by telling it whose wallet it is: they may not be who made the offer.
  if (state === 'open')
    await bind(asked, offer, holderKey, { state: 'confirmed', confirmedBy: handedOutBy })
  return 'pending'
}

/** Writes down whose the offer is now. */
async function bind(
  asked: Asked,
  offer: FoundOffer,
  publicKey: PublicJwk,
  as: BoundAs,
): Promise<FoundOffer> {
  const objects = [{ type: 'Task', id: offer.id } as const]
  const { documents } = actingFor(asked, publicKey)('verify', { objects })
  const holder = { did: didKeyOf(publicKey), publicKey }
  return await bindOffer(documents, offer, holder, as, asked.hospital.clock())
}

async function issuedOf(
  { store, clock }: Hospital,
  id: string,
  credential: string,
): Promise<Claimed> {
  const [token] = (await lookUpOffer(store.documents, id, clock()))?.credentials ?? []
  return token === undefined ? 'denied' : { id: credential, token }
}

/** As whoever holds the key: nobody is signed in. */
function actingFor({ hospital, client }: Asked, publicKey: PublicJwk): Call['acting'] {
  const actor = { did: didKeyOf(publicKey) }
  return (kind, about = {}): Ports =>
    hospital.store.audited(eventOf({ hospital, client, actor }, kind, about, { outcome: 'done' }))
}

async function isSame(one: PublicJwk, other: PublicJwk): Promise<boolean> {
  return (await thumbprintOf(one)) === (await thumbprintOf(other))
}
