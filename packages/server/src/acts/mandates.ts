import { type EpochSeconds, epochSeconds } from '@fidecura/base'
import { agesOf, assertMayGiveMandate } from '@fidecura/consent'
import { credentialTypes } from '@fidecura/credentials'
import type { MandateItem, MandateOffer, MandatePlace, NewMandate, Offer } from '../api/bodies.ts'
import { documentKind } from '../hospital/document-kind.ts'
import type { Hospital } from '../hospital/hospital.ts'
import { recordKey } from '../hospital/record-key.ts'
import { type Call, changedMeanwhile, notFound, notPermitted } from '../http/call.ts'
import { checkMandate } from './check-mandate.ts'
import { birthDateOf, identityOf } from './enrol-patient.ts'
import { newCredentialId } from './issue-once.ts'
import {
  advanceOffer,
  assertDigits,
  type FoundOffer,
  findOffer,
  newOffer,
  stateWrong,
} from './offers.ts'
import { publish } from './publish.ts'

/** A mandate that was given, by its id and below the record of its patient. */
interface KeptMandate {
  readonly mandate: string
  readonly status: MandatePlace['status']
  readonly givenAt: EpochSeconds
  readonly validUntil: EpochSeconds
  readonly endedAt?: EpochSeconds
}

const mandates = documentKind<KeptMandate>('mandate')
/** After its end a patient still sees for a while what they had given. */
const keptSeconds = 365 * 86_400

/**
 * Opens a way for somebody to show the patient their key. Nothing of what they may do is said yet.
 *
 * @throws ConsentError `patient_not_of_age`; `representation_not_accepted`: the law of this hospital names no age.
 */
export async function offerMandate(call: Call<{ readonly name: string }>): Promise<Offer> {
  const { hospital, now, body } = call
  const { did, record } = patientOf(call)
  // Before anything is agreed on: nobody gets younger until they sign.
  const birthDate = await birthDateOf(hospital, record, now)
  assertMayGiveMandate(birthDate, agesOf(hospital.jurisdiction), now)
  const credential = newCredentialId()
  const about = { kind: 'mandate', record, patient: did, name: body.name, credential } as const
  const { offer, changes } = await newOffer(hospital, about, now)
  const ports = call.acting('issue', { patient: record })
  await ports.documents.write(changes, now)
  return offer
}

/** How far it is. @throws ServerError `not_found`: of somebody else. */
export async function mandateOffer(call: Call): Promise<MandateOffer> {
  return shownOffer(call.hospital, await ownOffer(call, call.params['id'] ?? ''))
}

/** Takes the digits that the proxy reads to the patient, and draws a place for the mandate. */
export async function confirmMandate(
  call: Call<{ readonly digits: string }>,
): Promise<MandateOffer> {
  const { hospital, now, body, params } = call
  const { store, site } = hospital
  const offer = await ownOffer(call, params['id'] ?? '')
  // An answer that was lost on its way is given again.
  if (offer.state === 'confirmed') return shownOffer(hospital, offer)
  if (offer.state !== 'claimed') throw stateWrong()
  const { record } = offer.for
  const ports = call.acting('verify', { patient: record, objects: taskOf(offer) })
  await assertDigits(store.documents, offer, body.digits, now)
  const index = await site.drawIndex(store)
  const place = { list: site.listUrl, index }
  const change = advanceOffer(offer, 'confirmed', { place }, now)
  if (!(await ports.documents.write([change], now))) throw changedMeanwhile()
  return shownOffer(hospital, { ...offer, state: 'confirmed', place })
}

/**
 * Takes a mandate in that the patient has signed. From now on the proxy finds it, with the identity that it counts by.
 *
 * @throws ServerError `mandate_mismatch`, `offer_state_wrong`, `not_found`; those of the verifier.
 */
export async function giveMandate(call: Call<NewMandate>): Promise<MandateItem> {
  const { hospital, now, body, signal } = call
  const { store, site } = hospital
  const { did } = patientOf(call)
  const offer = await ownOffer(call, body.offer)
  const { record, credential: id, patient } = offer.for
  const { place } = shownOffer(hospital, offer)
  // Whose key was exchanged since begins anew: what they compared was for the old one.
  if (offer.state !== 'confirmed' || place === undefined || patient !== did) throw stateWrong()
  const ports = call.acting('issue', { patient: record, objects: [{ type: 'Credential', id }] })
  const giver = await identityOf(hospital, record, now)
  const expected = { patient: did, record, giver, place, now, signal }
  const { validUntil = now } = await checkMandate(hospital, body.mandate, expected)
  await ports.issued.insert({
    ...{ issuer: did, id, type: credentialTypes.proxyMandate, token: body.mandate },
    ...{ issuedAt: now, status: place.status },
  })
  const kept: KeptMandate = {
    ...{ mandate: body.mandate, status: place.status, givenAt: now, validUntil },
  }
  const issued = { credentials: [body.mandate, giver], chain: site.chain }
  const changes = [
    advanceOffer(offer, 'issued', issued, now),
    { insert: documentOf(id, record, kept) },
  ]
  if (!(await store.documents.write(changes, now))) throw changedMeanwhile()
  return itemOf(id, kept, now)
}

/** Those that a patient has given, and what became of them. */
export async function listMandates(
  call: Call,
  page: { readonly after: number; readonly limit: number },
): Promise<readonly { readonly number: number; readonly item: MandateItem }[]> {
  const { hospital, now } = call
  const subject = recordKey(patientOf(call).record)
  const found = await hospital.store.documents.list(mandates.name, { ...page, subject, now })
  return found.map((each) => ({
    number: each.number,
    item: itemOf(each.id, mandates.bodyOf(each), now),
  }))
}

/**
 * Ends a mandate for good: published before this returns. Whoever is the patient now may, also of one that an earlier
 * key has given; there is no way back, here or in the store.
 */
export async function endMandate(call: Call): Promise<MandateItem> {
  const { hospital, now, params } = call
  const { store, site, clock } = hospital
  const { record } = patientOf(call)
  const id = params['id'] ?? ''
  const found = await store.documents.find(mandates.name, id, now)
  if (found?.subject !== recordKey(record)) throw notFound()
  const kept = mandates.bodyOf(found)
  const { list, index } = kept.status
  const ports = call.acting('revoke', { patient: record, objects: [{ type: 'Credential', id }] })
  if (kept.endedAt === undefined) {
    // Without a reason: it would tell whoever reads the list which of its entries are mandates.
    const change = { index, value: 'revoked' } as const
    const { at } = await ports.issued.change(list, change, clock)
    const ended = { ...kept, endedAt: at }
    const replace = documentOf(id, record, ended)
    // The list is what counts. Whoever ended it at the same time has written the same.
    await store.documents.write([{ replace, version: found.version }], now)
    await publish(hospital, site)
    return itemOf(id, ended, now)
  }
  await publish(hospital, site)
  return itemOf(id, kept, now)
}

/** The record that is somebody's own: nobody passes on what others let them do. */
function patientOf({ principal }: Call): {
  readonly did: NonNullable<Call['principal']>['did']
  readonly record: { readonly system: string; readonly value: string }
} {
  const own = principal?.records.find(({ as }) => as === 'patient')
  if (principal === undefined || own === undefined) throw notPermitted()
  return { did: principal.did, record: { ...own.record } }
}

type OwnOffer = FoundOffer & { readonly for: Extract<FoundOffer['for'], { kind: 'mandate' }> }

async function ownOffer(call: Call, id: string): Promise<OwnOffer> {
  const { hospital, now } = call
  const { record } = patientOf(call)
  const offer = await findOffer(hospital.store.documents, id, now)
  const { for: about } = offer
  // Whoever may not look after it does not learn that it is there.
  if (about.kind !== 'mandate' || recordKey(about.record) !== recordKey(record)) throw notFound()
  return { ...offer, for: about }
}

function shownOffer({ site }: Pick<Hospital, 'site'>, offer: OwnOffer): MandateOffer {
  const { id, state, holder, nonce, place: status } = offer
  if (holder === undefined || nonce === undefined || status === undefined) return { id, state }
  const { credential } = offer.for
  const place = { credential, holder, nonce, status, statusAuthority: site.did }
  return { id, state, place }
}

function documentOf(
  id: string,
  record: Parameters<typeof recordKey>[0],
  kept: KeptMandate,
): ReturnType<typeof mandates.of> {
  const expiresAt = epochSeconds(kept.validUntil + keptSeconds)
  return mandates.of(id, kept, { subject: recordKey(record), expiresAt })
}

function itemOf(
  id: string,
  { mandate, givenAt, validUntil, endedAt }: KeptMandate,
  now: EpochSeconds,
): MandateItem {
  const ended = endedAt === undefined ? {} : { endedAt }
  const over = now >= validUntil ? 'expired' : 'in_force'
  const state = endedAt === undefined ? over : 'ended'
  return { id, mandate, state, givenAt, validUntil, ...ended }
}

function taskOf({ id }: OwnOffer): readonly { readonly type: string; readonly id: string }[] {
  return [{ type: 'Task', id }]
}
