import { type EpochSeconds, encodeBase64url, epochSeconds } from '@fidecura/base'
import type { Identifier } from '@fidecura/credentials'
import {
  comparisonDigits,
  type Did,
  type PublicJwk,
  randomBytes,
  thumbprintOf,
} from '@fidecura/identity'
import type { DocumentChange, Documents, KeptDocument, NewDocument } from '@fidecura/store'
import type { NewGuardianOffer, Offer, OfferState } from '../api/bodies.ts'
import { ServerError } from '../errors.ts'
import { documentKind } from '../hospital/document-kind.ts'
import type { Hospital } from '../hospital/hospital.ts'
import { newId } from '../hospital/new-id.ts'
import { recordKey } from '../hospital/record-key.ts'
import { changedMeanwhile, notFound } from '../http/call.ts'
import { newOfferCode, offerCodeDigest } from './offer-code.ts'

/** Whoever claimed an offer. */
export interface Holder {
  readonly did: Did
  readonly publicKey: PublicJwk
}

/** What an offer is for. */
export type OfferFor =
  | {
      readonly kind: 'patient'
      readonly record: Identifier
      readonly name: string
      readonly birthDate: string
      /** Of the identity. */
      readonly credential: string
    }
  | (Omit<NewGuardianOffer, 'validDays'> & {
      readonly validUntil: EpochSeconds
      /** Of the guardianship. */
      readonly credential: string
      /** Who made the offer, in a register of their profession. */
      readonly madeBy: string
    })
  | {
      readonly kind: 'mandate'
      /** Of the patient who gives it. */
      readonly record: Identifier
      readonly patient: Did
      /** Of whom it is to be given to. */
      readonly name: string
      /** Of the mandate. */
      readonly credential: string
    }
  | {
      readonly kind: 'staff'
      readonly staff: string
      readonly name: string
      readonly department: Did
      /** Whom nobody can confirm yet, for nobody is there: see `inviteFirst`. */
      readonly isFirst?: true
    }

/** An offer as it is kept. */
export interface KeptOffer {
  readonly for: OfferFor
  readonly codeDigest: string
  readonly createdAt: EpochSeconds
  readonly expiresAt: EpochSeconds
  readonly holder?: Holder
  readonly nonce?: string
  readonly wrongDigits?: number
  /** Drawn when it was handed out by OpenID: of the last time it was. */
  readonly openid?: string
  /** Who handed it out, then, and was told the code. */
  readonly handedOutBy?: string
  /** What the wallet says that fetched it by OpenID: whether it has kept it. */
  readonly isKept?: boolean
  /** Who compared the digits. */
  readonly confirmedBy?: string
  /** Of a mandate: where its status will stand. */
  readonly place?: { readonly list: string; readonly index: number }
  readonly credentials?: readonly string[]
  readonly chain?: readonly string[]
}

/** An offer with what a change of it must name. */
export interface FoundOffer extends KeptOffer {
  readonly id: string
  readonly state: OfferState
  readonly version: number
  readonly number: number
}

const offers = documentKind<KeptOffer>('offer')
const { name: kind } = offers
const codeKind = 'offer_code'
const claimSeconds = 86_400
/** How long what was issued waits for its holder, and what was confirmed for its second person. */
const keptSeconds = 30 * 86_400
const maxWrongDigits = 3

/** Where those who may confirm an offer find it. */
function offerSubject(about: OfferFor): string {
  if (about.kind === 'mandate') return recordKey(about.record)
  return about.kind === 'staff' ? about.department : 'desk'
}

/** What is to be written to make an offer, and what its maker is told once. */
export async function newOffer(
  { origin, settings }: Pick<Hospital, 'origin' | 'settings'>,
  about: OfferFor,
  now: EpochSeconds,
): Promise<{ readonly offer: Offer; readonly changes: readonly DocumentChange[] }> {
  const [id, code] = [newId(), newOfferCode()]
  const expiresAt = epochSeconds(now + claimSeconds)
  const codeDigest = await offerCodeDigest(code)
  const kept: KeptOffer = { for: about, codeDigest, createdAt: now, expiresAt }
  const app = about.kind === 'staff' ? 'console' : 'patient'
  const link = `${origin}/${settings.id}/${app}/#offer=${code}`
  return {
    offer: { id, code, link, expiresAt },
    changes: [
      { insert: documentOf(id, 'open', kept, expiresAt) },
      { insert: { kind: codeKind, id: codeDigest, expiresAt, body: { offer: id } } },
    ],
  }
}

/** @throws ServerError `not_found`. */
export async function findOffer(
  documents: Documents,
  id: string,
  now: EpochSeconds,
): Promise<FoundOffer> {
  const found = await lookUpOffer(documents, id, now)
  if (found === undefined) throw notFound()
  return found
}

/** @returns Undefined: there is none, or it has expired. What the store throws says neither. */
export async function lookUpOffer(
  documents: Documents,
  id: string,
  now: EpochSeconds,
): Promise<FoundOffer | undefined> {
  const found = await documents.find(kind, id, now)
  return found === undefined ? undefined : offerOf(found)
}

export async function listOffers(
  documents: Documents,
  subject: string,
  page: { readonly after?: number | undefined; readonly limit: number },
  now: EpochSeconds,
): Promise<readonly FoundOffer[]> {
  const { after = 0, limit } = page
  return (await documents.list(kind, { subject, after, limit, now })).map(offerOf)
}

/** Gives the offer of a code to one holder. @throws ServerError `offer_code_wrong`. */
export async function claimOffer(
  documents: Documents,
  code: string,
  holder: Holder,
  now: EpochSeconds,
): Promise<FoundOffer> {
  const id = await offerCodeDigest(code)
  const named = await documents.find(codeKind, id, now)
  const found = named && (await documents.find(kind, String(named.body['offer']), now))
  if (found === undefined || found.state !== 'open') throw codeWrong()
  const offer = offerOf(found)
  // Drawn now, when the key is known: nobody can look for a key that gives the digits of another.
  const nonce = encodeBase64url(randomBytes(32))
  const { did, publicKey } = holder
  const kept = { ...keptOf(offer), holder: { did, publicKey }, nonce }
  const changes: DocumentChange[] = [
    { remove: { kind: codeKind, id } },
    replacement(offer, 'claimed', kept, offer.expiresAt),
  ]
  if (!(await documents.write(changes, now))) throw codeWrong()
  return { ...offer, ...kept, state: 'claimed', version: offer.version + 1 }
}

/** How an offer stands once a key has it that came by OpenID. */
export type BoundAs =
  | { readonly state: 'claimed' }
  /** Waits for a second person; who was told the code is the first one. */
  | { readonly state: 'confirmed'; readonly confirmedBy: string }

/** Gives an open offer to a holder who has come by OpenID. @throws ServerError `changed_meanwhile`. */
export async function bindOffer(
  documents: Documents,
  offer: FoundOffer,
  holder: Holder,
  { state, ...more }: BoundAs,
  now: EpochSeconds,
): Promise<FoundOffer> {
  const { did, publicKey } = holder
  const kept = { ...keptOf(offer), ...more, holder: { did, publicKey } }
  const expiresAt = state === 'claimed' ? offer.expiresAt : epochSeconds(now + keptSeconds)
  const changes: DocumentChange[] = [
    // Nothing is found by it any more.
    { remove: { kind: codeKind, id: offer.codeDigest } },
    replacement(offer, state, kept, expiresAt),
  ]
  if (!(await documents.write(changes, now))) throw changedMeanwhile()
  return { ...offer, ...kept, state, version: offer.version + 1 }
}

/** What is to be written to hand an open offer out by OpenID, too. */
export function handedOut(
  offer: FoundOffer,
  how: { readonly openid: string; readonly handedOutBy: string },
): DocumentChange {
  return replacement(offer, offer.state, { ...keptOf(offer), ...how }, offer.expiresAt)
}

/**
 * Holds digits that were typed to those that the holder's screen shows.
 *
 * @throws ServerError `offer_digits_wrong`, of which the third ends the offer; `offer_state_wrong`.
 */
export async function assertDigits(
  documents: Documents,
  offer: FoundOffer,
  digits: string,
  now: EpochSeconds,
): Promise<void> {
  const { holder, nonce } = offer
  if (holder === undefined || nonce === undefined) throw stateWrong()
  const thumbprint = await thumbprintOf(holder.publicKey)
  if (digits === (await comparisonDigits({ offer: offer.id, nonce, thumbprint }))) return
  const wrongDigits = (offer.wrongDigits ?? 0) + 1
  const state = wrongDigits >= maxWrongDigits ? 'void' : 'claimed'
  const change = replacement(offer, state, { ...keptOf(offer), wrongDigits }, offer.expiresAt)
  // Of two guesses at once one counts, and the other is to be made again.
  if (!(await documents.write([change], now))) throw changedMeanwhile()
  throw new ServerError('offer_digits_wrong', 'Not the digits that the holder sees')
}

/** What is to be written to bring an offer further. */
export function advanceOffer(
  offer: FoundOffer,
  state: OfferState,
  more: Partial<Pick<KeptOffer, 'credentials' | 'chain' | 'confirmedBy' | 'place' | 'isKept'>>,
  now: EpochSeconds,
): DocumentChange {
  const kept = { ...keptOf(offer), ...more }
  return replacement(offer, state, kept, epochSeconds(now + keptSeconds))
}

export function stateWrong(): ServerError {
  return new ServerError('offer_state_wrong', 'Not what can be done with it as it stands')
}

function replacement(
  offer: FoundOffer,
  state: OfferState,
  kept: KeptOffer,
  expiresAt: EpochSeconds,
): DocumentChange {
  return { replace: documentOf(offer.id, state, kept, expiresAt), version: offer.version }
}

function documentOf(
  id: string,
  state: OfferState,
  kept: KeptOffer,
  expiresAt: EpochSeconds,
): NewDocument {
  return offers.of(id, kept, { state, subject: offerSubject(kept.for), expiresAt })
}

function offerOf(found: KeptDocument): FoundOffer {
  const { id, state, version, number } = found
  return { ...offers.bodyOf(found), id, state: state as OfferState, version, number }
}

function keptOf({ id, state, version, number, ...kept }: FoundOffer): KeptOffer {
  return kept
}

function codeWrong(): ServerError {
  return new ServerError('offer_code_wrong', 'No offer that this code opens')
}
