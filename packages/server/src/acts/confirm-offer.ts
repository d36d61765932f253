import { thumbprintOf } from '@fidecura/identity'
import type { Documents } from '@fidecura/store'
import type { OfferState } from '../api/bodies.ts'
import type { Hospital } from '../hospital/hospital.ts'
import type { Site } from '../hospital/site.ts'
import { type Call, changedMeanwhile, notFound, notPermitted, staffOf } from '../http/call.ts'
import { enrolPatient } from './enrol-patient.ts'
import { advanceOffer, assertDigits, type FoundOffer, findOffer, stateWrong } from './offers.ts'
import { changeMember, findMember, memberStateWrong } from './staff-members.ts'

/** The department that somebody works for, with its key. @throws ServerError `not_permitted`. */
export function departmentOf(hospital: Hospital, staff: ReturnType<typeof staffOf>): Site {
  const site = [...hospital.departments.values()].find(({ did }) => did === staff.department.did)
  if (site === undefined) throw notPermitted()
  return site
}

/** An offer that somebody may look after: of the desk, or of their own department. @throws ServerError `not_found`. */
export async function ownOffer(call: Call, id: string): Promise<FoundOffer> {
  const { hospital, now } = call
  const staff = staffOf(call)
  const offer = await findOffer(hospital.store.documents, id, now)
  const { for: about } = offer
  // What patients give among themselves is looked after by nobody of the staff.
  if (about.kind === 'mandate') throw notFound()
  const may =
    about.kind === 'staff'
      ? staff.purposes.includes('HSYSADMIN') && about.department === staff.department.did
      : staff.purposes.includes('PATADMIN')
  // Whoever may not look after it does not learn that it is there.
  if (!may) throw notFound()
  return offer
}

/** Takes the digits that somebody reads from the holder's screen. */
export async function confirmOffer(call: Call, id: string, digits: string): Promise<OfferState> {
  const { hospital, now } = call
  const { documents } = hospital.store
  const offer = await ownOffer(call, id)
  const isPatient = offer.for.kind === 'patient'
  // Confirmed and not yet issued: what a crash has left half done.
  if (offer.state !== 'claimed' && !(isPatient && offer.state === 'confirmed')) throw stateWrong()
  // Wrong digits are written down with whose they were not.
  const ports = call.acting('verify', { objects: [{ type: 'Task', id: offer.id }] })
  if (offer.state === 'claimed') await assertDigits(documents, offer, digits, now)
  if (isPatient) {
    await enrolPatient(call, offer)
    return 'issued'
  }
  const { name, person } = staffOf(call)
  if (offer.for.kind === 'guardian') {
    const change = advanceOffer(offer, 'confirmed', { confirmedBy: person }, now)
    if (!(await ports.documents.write([change], now))) throw changedMeanwhile()
    return 'confirmed'
  }
  await confirmMember(ports.documents, offer, { name, person }, now)
  return 'confirmed'
}

/**
 * Brings a member whose key is confirmed to those who wait for a second person.
 *
 * @param documents - Of the act: this is where a key becomes that of somebody.
 */
export async function confirmMember(
  documents: Documents,
  offer: FoundOffer,
  by: { readonly name: string; readonly person: string },
  now: Call['now'],
): Promise<void> {
  const { for: about, holder } = offer
  if (about.kind !== 'staff' || holder === undefined) throw stateWrong()
  const member = await findMember(documents, about.department, about.staff, now)
  if (member.state !== 'to_verify' || member.offer !== offer.id) throw memberStateWrong()
  const thumbprint = await thumbprintOf(holder.publicKey)
  const key = { holder, thumbprint, confirmedBy: by.name, confirmedPerson: by.person }
  const changes = [
    changeMember(member, 'to_review', key),
    advanceOffer(offer, 'confirmed', {}, now),
  ]
  if (!(await documents.write(changes, now))) throw changedMeanwhile()
}
