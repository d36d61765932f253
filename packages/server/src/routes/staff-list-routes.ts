import { departmentOf } from '../acts/confirm-offer.ts'
import { lookUpOffer, newOffer } from '../acts/offers.ts'
import {
  changeMember,
  findMember,
  findPerson,
  listMembers,
  memberStateWrong,
  newMember,
  rowErrors,
  shownMember,
} from '../acts/staff-members.ts'
import type {
  Authority,
  ImportedRow,
  ImportResult,
  Offer,
  RowError,
  StaffImport,
  StaffMember,
  StaffRow,
  StaffState,
} from '../api/bodies.ts'
import type { Page, PageQuery } from '../api/page.ts'
import { type Call, changedMeanwhile, staffOf } from '../http/call.ts'
import { defineRoute, type Route } from '../http/route.ts'
import { pageOf } from '../schemas/named.ts'
import { staffOffers } from '../schemas/offers.ts'
import {
  authority,
  importResult,
  staffIds,
  staffImport,
  staffMember,
  staffQuery,
  staffRow,
} from '../schemas/staff.ts'
import { type AskedPage, onePage } from './one-page.ts'

/** The list of the staff of a department, until somebody approves. */
export const staffListRoutes: readonly Route[] = [
  defineRoute({
    name: 'previewStaff',
    method: 'POST',
    path: '/staff/preview',
    summary: 'What an import would do, row by row; changes nothing.',
    who: 'clerk',
    body: staffImport,
    answer: importResult,
    act: async (call): Promise<ImportResult> => {
      const { results } = await judge(call)
      return { results, imported: 0 }
    },
  }),
  defineRoute({
    name: 'importStaff',
    method: 'POST',
    path: '/staff/import',
    summary: 'Takes rows into the list: all, or with `onlyValid` those that are good.',
    who: 'clerk',
    body: staffImport,
    answer: importResult,
    refuses: ['changed_meanwhile'],
    audit: 'create',
    act: bringIn,
  }),
  defineRoute({
    name: 'staff',
    method: 'GET',
    path: '/staff',
    summary: 'The staff of the department, in one state or all.',
    who: 'staff',
    query: staffQuery,
    answer: pageOf(staffMember),
    act: list,
  }),
  defineRoute({
    name: 'offerToStaff',
    method: 'POST',
    path: '/staff/offers',
    summary: 'Offers credentials to members of the list; the codes are shown once.',
    who: 'clerk',
    body: staffIds,
    answer: staffOffers,
    refuses: ['staff_state_wrong', 'changed_meanwhile'],
    audit: 'issue',
    act: offerTo,
  }),
  defineRoute({
    name: 'staffMember',
    method: 'GET',
    path: '/staff/{id}',
    summary: 'One member of the staff.',
    who: 'staff',
    answer: staffMember,
    async act(call): Promise<StaffMember> {
      const { department } = staffOf(call)
      const { documents } = call.hospital.store
      const id = call.params['id'] ?? ''
      return shownMember(await findMember(documents, department.did, id, call.now))
    },
  }),
  defineRoute({
    name: 'authority',
    method: 'GET',
    path: '/authority',
    summary: 'The accreditations from a root to the department.',
    who: 'staff',
    answer: authority,
    async act(call): Promise<Authority> {
      const { did, chain } = departmentOf(call.hospital, staffOf(call))
      return { department: did, chain }
    },
  }),
]

interface Judged {
  readonly results: readonly ImportedRow[]
  readonly good: readonly { readonly row: number; readonly value: StaffRow }[]
}

async function judge(call: Call<StaffImport>): Promise<Judged> {
  const { hospital, body, now } = call
  const site = departmentOf(hospital, staffOf(call))
  const isKnown = async (value: StaffRow): Promise<boolean> =>
    (await findPerson(hospital.store.documents, site.did, value, now)) !== undefined
  const seen = new Set<string>()
  const results: ImportedRow[] = []
  const good: { row: number; value: StaffRow }[] = []
  for (const [row, input] of body.rows.entries()) {
    const read = staffRow.safeParse(input)
    if (!read.success) {
      results.push({ row, errors: read.error.issues.slice(0, 8).map(errorOf) })
      continue
    }
    const value = read.data
    const number = JSON.stringify(value.registration)
    const errors: RowError[] = [...(await rowErrors(value, site, hospital.settings.chain, now))]
    if (seen.has(number) || (await isKnown(value))) {
      errors.push({ member: '/registration/value', code: 'staff_known' })
    }
    seen.add(number)
    results.push(errors.length === 0 ? { row } : { row, errors })
    if (errors.length === 0) good.push({ row, value })
  }
  return { results, good }
}

/** Names of members alone: what stands there is not repeated. */
function errorOf({ path }: { readonly path: readonly PropertyKey[] }): RowError {
  const known = path.filter((name) => /^\w{1,40}$/.test(String(name)))
  return { member: known.map((name) => `/${String(name)}`).join(''), code: 'staff_row_invalid' }
}

async function bringIn(call: Call<StaffImport>): Promise<ImportResult> {
  const { hospital, body, now } = call
  const { name, person } = staffOf(call)
  const site = departmentOf(hospital, staffOf(call))
  const { results, good } = await judge(call)
  if (body.onlyValid !== true && good.length < results.length) return { results, imported: 0 }
  const made = good.map(({ row, value }) => ({
    row,
    ...newMember(value, site, { name, person }, now),
  }))
  const changes = made.flatMap((each) => each.changes)
  const ports = call.acting('create', { objects: [{ type: 'PractitionerRole', id: site.did }] })
  if (made.length > 0 && !(await ports.documents.write(changes, now))) throw changedMeanwhile()
  const idOf = new Map(made.map(({ row, id }) => [row, id]))
  return {
    results: results.map((each) => {
      const id = idOf.get(each.row)
      return id === undefined ? each : { ...each, id }
    }),
    imported: made.length,
  }
}

async function list(
  call: Call<unknown, PageQuery & { readonly state?: StaffState | undefined }>,
): Promise<Page<StaffMember>> {
  const { hospital, now, query } = call
  const { department } = staffOf(call)
  const { documents } = hospital.store
  const look = (page: AskedPage) =>
    listMembers(documents, department.did, { ...page, state: query.state }, now)
  return onePage(query, look, shownMember)
}

async function offerTo(
  call: Call<{ readonly ids: readonly string[] }>,
): Promise<{ readonly offers: readonly (Offer & { readonly staff: string })[] }> {
  const { hospital, body, now } = call
  const { documents } = hospital.store
  const site = departmentOf(hospital, staffOf(call))
  const offers: (Offer & { staff: string })[] = []
  const changes = []
  for (const id of new Set(body.ids)) {
    const member = await findMember(documents, site.did, id, now)
    const again = member.state === 'to_verify' && (await isOver(member.offer))
    if (member.state !== 'imported' && !again) throw memberStateWrong()
    const about = { kind: 'staff', staff: id, name: member.name, department: site.did } as const
    const made = await newOffer(hospital, about, now)
    offers.push({ ...made.offer, staff: id })
    changes.push(...made.changes, changeMember(member, 'to_verify', { offer: made.offer.id }))
  }
  const objects = offers.slice(0, 64).map(({ id }) => ({ type: 'Task', id }))
  const ports = call.acting('issue', { objects })
  if (!(await ports.documents.write(changes, now))) throw changedMeanwhile()
  return { offers }

  /** Expired, or three times wrong. */
  async function isOver(offer: string | undefined): Promise<boolean> {
    if (offer === undefined) return true
    const found = await lookUpOffer(documents, offer, now)
    return found === undefined || found.state === 'void'
  }
}
