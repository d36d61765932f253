import type { JsonValue } from '@fidecura/base'
import type { AuditAct, AuditKind } from '@fidecura/monitor'
import type { DocumentChange } from '@fidecura/store'
import type { Offer, StaffRow } from '../api/bodies.ts'
import { ServerError } from '../errors.ts'
import type { Hospital } from '../hospital/hospital.ts'
import type { Site } from '../hospital/site.ts'
import { type About, type Call, changedMeanwhile } from '../http/call.ts'
import { eventOf } from '../http/event-of.ts'
import { assertNamed } from '../orders/administrators.ts'
import { staffRow } from '../schemas/staff.ts'
import { confirmMember } from './confirm-offer.ts'
import { issueStaff } from './issue-staff.ts'
import {
  advanceOffer,
  assertDigits,
  type FoundOffer,
  findOffer,
  lookUpOffer,
  newOffer,
} from './offers.ts'
import {
  changeMember,
  type FoundMember,
  findMember,
  findPerson,
  newMember,
  rowErrors,
} from './staff-members.ts'

/**
 * Gives the first offer of a claim without digits and second person: for demonstrations and tests.
 *
 * @deprecated Not going away. Struck through so that reviewers stop here.
 */
export const issueAtClaim: unique symbol = Symbol('issueAtClaim')

/** @throws {@link ServerError} `staff_row_invalid`, with the place. */
export function parseStaffRow(json: JsonValue): StaffRow {
  const result = staffRow.safeParse(json)
  if (result.success) return result.data
  const place = `/${result.error.issues[0]?.path.join('/') ?? ''}`
  throw new ServerError('staff_row_invalid', 'Not what is known of a person', { place })
}

/** Whom nobody of the department can invite, for nobody is there. */
export interface FirstPerson {
  /** The id of the department. */
  readonly department: string
  readonly row: StaffRow
  readonly [issueAtClaim]?: true
}

/** As whom the one acts who runs the service: by no register of professions, so as nobody's second. */
const operator = { name: 'Operator', person: '["operator","operator"]' } as const

/**
 * Invites a first person, on the word of whoever runs the service on this machine. They claim the offer as
 * everybody does; `confirmFirst` takes the digits that they see. Whoever was invited and has not come gets a new
 * code in the place of the one before.
 *
 * @throws {@link ServerError} `not_found`: no such department; `staff_row_invalid`, with the place;
 *   `staff_known`: they are there already.
 */
export async function inviteFirst(hospital: Hospital, first: FirstPerson): Promise<Offer> {
  const { store, clock } = hospital
  const { documents } = store
  const site = hospital.departments.get(first.department)
  if (site === undefined) throw new ServerError('not_found', 'No such department')
  assertNamed(hospital, first.department, first.row.registration)
  const now = clock()
  const member = await listed(hospital, site, first.row, now)
  if (member.state !== 'imported' && member.state !== 'to_verify') {
    throw new ServerError('staff_known', 'Somebody of this number is there')
  }
  const { id: staff, name } = member
  const isFirst = first[issueAtClaim] === true ? ({ isFirst: true } as const) : {}
  const about = { kind: 'staff', staff, name, department: site.did, ...isFirst } as const
  const { offer, changes } = await newOffer(hospital, about, now)
  const invited = changeMember(member, 'to_verify', { offer: offer.id })
  const earlier = await endEarlier(hospital, member, now)
  if (!(await documents.write([...changes, ...earlier, invited], now))) throw changedMeanwhile()
  return offer
}

/** An offer of before leads nowhere once there is a new one. */
async function endEarlier(
  { store }: Hospital,
  { offer }: FoundMember,
  now: Call['now'],
): Promise<readonly DocumentChange[]> {
  if (offer === undefined) return []
  const found = await lookUpOffer(store.documents, offer, now)
  return found === undefined ? [] : [advanceOffer(found, 'void', {}, now)]
}

async function listed(
  { store: { documents }, settings }: Hospital,
  site: Site,
  row: StaffRow,
  now: Call['now'],
): Promise<FoundMember> {
  const known = await findPerson(documents, site.did, row, now)
  if (known !== undefined) return findMember(documents, site.did, known, now)
  const [error] = await rowErrors(row, site, settings.chain, now)
  if (error !== undefined) {
    throw new ServerError('staff_row_invalid', 'Nobody whom it may appoint', {
      place: error.member,
    })
  }
  const member = newMember(row, site, operator, now)
  if (!(await documents.write(member.changes, now))) throw changedMeanwhile()
  return findMember(documents, site.did, member.id, now)
}

/**
 * Issues to the first person, whose digits were read from their screen by whoever runs the service.
 *
 * @throws {@link ServerError} `offer_digits_wrong`, `offer_state_wrong`, `not_found`.
 */
export async function confirmFirst(
  hospital: Hospital,
  offerId: string,
  digits: string,
): Promise<void> {
  const { store, clock } = hospital
  const offer = await findOffer(store.documents, offerId, clock())
  await assertDigits(store.documents, offer, digits, clock())
  await issueFirst(hospital, offer)
}

/** Of an offer that was claimed, and whose key is as it should be. */
export async function issueFirst(hospital: Hospital, offer: FoundOffer): Promise<void> {
  const { store, clock } = hospital
  const now = clock()
  const call = actingHere(hospital, now)
  const { documents } = call.acting('verify', { objects: [{ type: 'Task', id: offer.id }] })
  await confirmMember(documents, offer, operator, now)
  if (offer.for.kind !== 'staff') return
  const { department, staff } = offer.for
  const site = [...hospital.departments.values()].find(({ did }) => did === department)
  if (site === undefined) return
  const member = await findMember(store.documents, department, staff, now)
  await issueStaff(call, site, member, operator.name)
}

function actingHere(
  hospital: Hospital,
  now: Call['now'],
): Pick<Call, 'hospital' | 'now' | 'acting'> {
  const context = { hospital, client: 'localhost', actor: { did: hospital.site.did } }
  const end: Pick<AuditAct, 'outcome'> = { outcome: 'done' }
  return {
    ...{ hospital, now },
    acting: (kind: AuditKind, about: About = {}) =>
      hospital.store.audited(eventOf(context, kind, about, end)),
  }
}
