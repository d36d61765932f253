import { confirmOffer, ownOffer } from '../acts/confirm-offer.ts'
import { assertNotEnrolled } from '../acts/enrol-patient.ts'
import { issueFirst } from '../acts/invite-first.ts'
import { newCredentialId } from '../acts/issue-once.ts'
import { approveGuardian, guardianOf } from '../acts/name-guardian.ts'
import {
  advanceOffer,
  claimOffer,
  type FoundOffer,
  findOffer,
  listOffers,
  newOffer,
  stateWrong,
} from '../acts/offers.ts'
import { changeMember, findMember } from '../acts/staff-members.ts'
import type {
  ClaimedOffer,
  HeldOffer,
  NewGuardianOffer,
  NewPatientOffer,
  Offer,
  OfferState,
  OfferSummary,
} from '../api/bodies.ts'
import type { Page, PageQuery } from '../api/page.ts'
import { ServerError } from '../errors.ts'
import { type Call, changedMeanwhile, notFound, staffOf } from '../http/call.ts'
import { defineRoute, type Route } from '../http/route.ts'
import { pageOf } from '../schemas/named.ts'
import {
  claimedOffer,
  deskOffer,
  heldOffer,
  offer,
  offerCode,
  offerStands,
  offerSummary,
} from '../schemas/offers.ts'
import { fourDigits, nothing, pageQuery } from '../schemas/values.ts'
import { type AskedPage, onePage } from './one-page.ts'

/** Offers of credentials, from both sides. */
export const offerRoutes: readonly Route[] = [
  defineRoute({
    name: 'offerAtDesk',
    method: 'POST',
    path: '/offers',
    summary:
      'Offers an identity to a patient who was identified in person, or a guardianship to whoever acts for one.',
    who: 'desk',
    body: deskOffer,
    answer: offer,
    refuses: ['record_enrolled', 'changed_meanwhile', 'offer_state_wrong'],
    audit: 'issue',
    act: offerAtDesk,
  }),
  defineRoute({
    name: 'offers',
    method: 'GET',
    path: '/offers',
    summary: 'Offers of the desk, or of the department.',
    who: 'staff',
    query: pageQuery,
    answer: pageOf(offerSummary),
    act: list,
  }),
  defineRoute({
    name: 'claimOffer',
    method: 'POST',
    path: '/offers/claim',
    summary: 'Claims the offer of a code for the key that is signed in.',
    who: 'holder',
    body: offerCode,
    answer: claimedOffer,
    refuses: [
      'offer_code_wrong',
      'offer_state_wrong',
      'changed_meanwhile',
      'staff_known',
      'staff_row_invalid',
    ],
    limit: { burst: 10, perMinute: 10 },
    audit: 'verify',
    act: claim,
  }),
  defineRoute({
    name: 'heldOffer',
    method: 'GET',
    path: '/offers/{id}',
    summary: 'How far an offer is that the holder has claimed, and what was issued.',
    more: 'Ask again every second or two, until it is issued or void.',
    who: 'holder',
    answer: heldOffer,
    act: held,
  }),
  defineRoute({
    name: 'confirmOffer',
    method: 'POST',
    path: '/offers/{id}/confirm',
    summary:
      'Takes the four digits that the screen of the holder shows; the third wrong ones end the offer.',
    who: 'staff',
    body: fourDigits,
    answer: offerStands,
    refuses: [
      'offer_digits_wrong',
      'offer_state_wrong',
      'staff_state_wrong',
      'changed_meanwhile',
      'record_enrolled',
      'evidence',
    ],
    audit: 'verify',
    act: async (call): Promise<{ state: OfferState }> => ({
      state: await confirmOffer(call, call.params['id'] ?? '', call.body.digits),
    }),
  }),
  defineRoute({
    name: 'approveOffer',
    method: 'POST',
    path: '/offers/{id}/approve',
    summary: 'Names a guardian, as the second person of the desk.',
    who: 'desk',
    body: nothing,
    answer: offerStands,
    refuses: ['offer_state_wrong', 'approver_not_second', 'changed_meanwhile', 'evidence'],
    audit: 'issue',
    act: async (call): Promise<{ state: OfferState }> => ({
      state: await approveGuardian(call, call.params['id'] ?? ''),
    }),
  }),
  defineRoute({
    name: 'voidOffer',
    method: 'POST',
    path: '/offers/{id}/void',
    summary: 'Takes an offer back that was not issued.',
    who: 'staff',
    body: nothing,
    answer: offerStands,
    refuses: ['offer_state_wrong', 'staff_state_wrong', 'changed_meanwhile'],
    audit: 'update',
    act: takeBack,
  }),
]

async function offerAtDesk(call: Call<NewPatientOffer | NewGuardianOffer>): Promise<Offer> {
  const { hospital, now, body } = call
  const { documents } = hospital.store
  const record = body.kind === 'patient' ? body.record : body.ward
  if (record.system !== hospital.settings.recordSystem) {
    const place = body.kind === 'patient' ? '/record/system' : '/ward/system'
    throw new ServerError('request_malformed', 'Not a record of this hospital', { place })
  }
  const ports = call.acting('issue', { patient: record })
  if (body.kind === 'patient') await assertNotEnrolled(documents, record, now)
  const about =
    body.kind === 'patient'
      ? { ...body, credential: newCredentialId() }
      : await guardianOf(call, body)
  const { offer, changes } = await newOffer(hospital, about, now)
  await ports.documents.write(changes, now)
  return offer
}

async function list(call: Call<unknown, PageQuery>): Promise<Page<OfferSummary>> {
  const { hospital, now, query } = call
  const staff = staffOf(call)
  const { documents } = hospital.store
  // Who runs both sees both.
  const subjects = [
    ...(staff.purposes.includes('PATADMIN') ? ['desk'] : []),
    ...(staff.purposes.includes('HSYSADMIN') ? [staff.department.did] : []),
  ]
  const look = async (page: AskedPage): Promise<readonly FoundOffer[]> => {
    const found = await Promise.all(
      subjects.map((subject) => listOffers(documents, subject, page, now)),
    )
    return found.flat().sort((one, other) => one.number - other.number)
  }
  return onePage(query, look, summaryOf)
}

function summaryOf({
  id,
  state,
  createdAt,
  expiresAt,
  isKept,
  for: about,
}: FoundOffer): OfferSummary {
  // Those of patients are listed with no desk and no department.
  if (about.kind === 'mandate') throw notFound()
  const { kind, name } = about
  const staff = about.kind === 'staff' ? { staff: about.staff } : {}
  const kept = isKept === undefined ? {} : { isKept }
  return { id, kind, state, name, createdAt, expiresAt, ...staff, ...kept, ...guardianIn(about) }
}

function guardianIn(about: FoundOffer['for']): Pick<OfferSummary, 'guardian'> {
  if (about.kind !== 'guardian') return {}
  const { ward, basis, powers, validUntil } = about
  return { guardian: { ward, basis, powers, validUntil } }
}

async function claim(call: Call<{ readonly code: string }>): Promise<ClaimedOffer> {
  const { hospital, now, session, body } = call
  if (session === undefined) throw notFound()
  const ports = call.acting('verify')
  const offer = await claimOffer(ports.documents, body.code, session, now)
  const { id, nonce = '', for: about } = offer
  if (about.kind === 'staff' && about.isFirst === true) await issueFirst(hospital, offer)
  const { did, name } = hospital.site
  return { id, kind: about.kind, issuer: { did, name }, nonce }
}

async function held({ hospital, now, session, params }: Call): Promise<HeldOffer> {
  const offer = await findOffer(hospital.store.documents, params['id'] ?? '', now)
  const { state, holder, credentials, chain } = offer
  // Whoever did not claim it does not learn that it is there.
  if (holder === undefined || holder.did !== session?.did || state === 'open') throw notFound()
  return state === 'issued' ? { state, credentials, chain } : { state }
}

async function takeBack(call: Call): Promise<{ readonly state: OfferState }> {
  const { hospital, now } = call
  const offer = await ownOffer(call, call.params['id'] ?? '')
  if (offer.state !== 'open' && offer.state !== 'claimed') throw stateWrong()
  const { documents } = hospital.store
  const changes = [advanceOffer(offer, 'void', {}, now)]
  if (offer.for.kind === 'staff') {
    const { department, staff } = offer.for
    const member = await findMember(documents, department, staff, now)
    if (member.state === 'to_verify') changes.push(changeMember(member, 'imported'))
  }
  const ports = call.acting('update', { objects: [{ type: 'Task', id: offer.id }] })
  if (!(await ports.documents.write(changes, now))) throw changedMeanwhile()
  return { state: 'void' }
}
