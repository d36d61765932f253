import { epochSeconds } from '@fidecura/base'
import type { RevocationSubmission } from '@fidecura/credentials'
import { areTwoPeople } from '@fidecura/credentials'
import { decodeRevocationOrder, impactOf } from '@fidecura/credentials/switch'
import { departmentOf } from '../acts/confirm-offer.ts'
import { issueStaff } from '../acts/issue-staff.ts'
import { publish } from '../acts/publish.ts'
import { approveRevocation, listRevocations, proposeRevocation } from '../acts/revocations.ts'
import {
  changeMember,
  type FoundMember,
  findMember,
  forgetPerson,
  memberStateWrong,
  shownMember,
} from '../acts/staff-members.ts'
import type { RevocationItem, StaffImpact, StaffMember } from '../api/bodies.ts'
import type { Page, PageQuery } from '../api/page.ts'
import { assertJustSigned, verifyAct } from '../approval/signed-act.ts'
import { decodeStaffApproval, mismatch, staffApprovalKind } from '../approval/staff-approval.ts'
import { staffDigest } from '../approval/staff-digest.ts'
import { ServerError } from '../errors.ts'
import { type Call, changedMeanwhile, notPermitted, staffOf } from '../http/call.ts'
import { defineRoute, type Route } from '../http/route.ts'
import { pageOf } from '../schemas/named.ts'
import {
  reason,
  revocationItem,
  revocationSubmission,
  staffApproval,
  staffImpact,
  staffMember,
  staffMembers,
} from '../schemas/staff.ts'
import { nothing, pageQuery } from '../schemas/values.ts'
import { itemIn, onePage } from './one-page.ts'

/** Approving members of the staff, and turning them off. */
export const staffRoutes: readonly Route[] = [
  defineRoute({
    name: 'approveStaff',
    method: 'POST',
    path: '/staff/approve',
    summary: 'Issues licence and role to members whom a second person has approved.',
    more: 'The approval is from `signStaffApproval`.',
    who: 'clerk',
    body: staffApproval,
    answer: staffMembers,
    refuses: [
      'approval_mismatch',
      'approver_not_second',
      'staff_state_wrong',
      'changed_meanwhile',
      'evidence',
    ],
    audit: 'issue',
    act: approve,
  }),
  defineRoute({
    name: 'rejectStaff',
    method: 'POST',
    path: '/staff/{id}/reject',
    summary: 'Ends what has not been issued.',
    who: 'clerk',
    body: reason,
    answer: staffMember,
    refuses: ['staff_state_wrong', 'changed_meanwhile'],
    audit: 'update',
    act: reject,
  }),
  defineRoute({
    name: 'suspendStaff',
    method: 'POST',
    path: '/staff/{id}/suspend',
    summary: 'Suspends the role of somebody at once: published before this answers.',
    who: 'clerk',
    body: reason,
    answer: staffMember,
    refuses: ['staff_state_wrong', 'changed_meanwhile', 'evidence'],
    audit: 'suspend',
    act: suspend,
  }),
  defineRoute({
    name: 'reinstateStaff',
    method: 'POST',
    path: '/staff/{id}/reinstate',
    summary: 'Takes a suspension back.',
    who: 'clerk',
    body: nothing,
    answer: staffMember,
    refuses: ['staff_state_wrong', 'changed_meanwhile', 'evidence'],
    audit: 'reinstate',
    act: reinstate,
  }),
  defineRoute({
    name: 'impactOfStaff',
    method: 'GET',
    path: '/staff/{id}/impact',
    summary: 'What was done under the role of somebody.',
    who: 'clerk',
    answer: staffImpact,
    refuses: ['staff_state_wrong'],
    act: impact,
  }),
  defineRoute({
    name: 'proposeRevocation',
    method: 'POST',
    path: '/revocations',
    summary: 'Proposes a revocation, as the first of two people.',
    more: 'From `signRevocationOrder`.',
    who: 'clerk',
    body: revocationSubmission,
    answer: revocationItem,
    refuses: ['changed_meanwhile', 'evidence'],
    audit: 'revoke',
    act: (call): Promise<RevocationItem> => {
      assertOwnOrder(call)
      return proposeRevocation(call, departmentOf(call.hospital, staffOf(call)))
    },
  }),
  defineRoute({
    name: 'approveRevocation',
    method: 'POST',
    path: '/revocations/{id}/approve',
    summary: 'Revokes, as the second of two people.',
    more: 'From `approveRevocationOrder`.',
    who: 'clerk',
    body: revocationSubmission,
    answer: revocationItem,
    refuses: ['changed_meanwhile', 'staff_state_wrong', 'evidence'],
    audit: 'revoke',
    act: (call): Promise<RevocationItem> => {
      const { order } = assertOwnOrder(call)
      if (order.id !== call.params['id']) throw notPermitted()
      return approveRevocation(call, departmentOf(call.hospital, staffOf(call)))
    },
  }),
  defineRoute({
    name: 'revocations',
    method: 'GET',
    path: '/revocations',
    summary: 'Revocations of the department, and how far they are.',
    who: 'clerk',
    query: pageQuery,
    answer: pageOf(revocationItem),
    async act(call: Call<unknown, PageQuery>): Promise<Page<RevocationItem>> {
      const { did } = staffOf(call).department
      return onePage(call.query, (page) => listRevocations(call, did, page), itemIn)
    },
  }),
]

async function approve(
  call: Call<{ readonly approval: string }>,
): Promise<{ readonly items: readonly StaffMember[] }> {
  const { hospital, now, signal, principal } = call
  const staff = staffOf(call)
  const site = departmentOf(hospital, staff)
  const approval = decodeStaffApproval(call.body.approval)
  const { department, members } = approval.said
  if (approval.signer !== principal?.did || department !== site.did) throw mismatch()
  assertJustSigned(staffApprovalKind, approval, now)
  await verifyAct(staffApprovalKind, approval, { resolve: hospital.directory.resolve, now, signal })
  // All of them are looked at before anything is issued to one.
  const found: FoundMember[] = []
  for (const { id, digest } of members) {
    const member = await findMember(hospital.store.documents, site.did, id, now)
    if (member.state !== 'to_review') throw memberStateWrong()
    if ((await staffDigest(member)) !== digest) throw mismatch()
    assertSecond(staff.person, member)
    found.push(member)
  }
  const items: StaffMember[] = []
  for (const member of found) {
    items.push(await shownMember(await issueStaff(call, site, member, staff.name)))
  }
  return { items }
}

function assertSecond(person: string, { importedPerson, confirmedPerson = '' }: FoundMember): void {
  const others = [importedPerson, confirmedPerson]
  if (others.every((other) => other !== '' && areTwoPeople(person, other))) return
  throw new ServerError('approver_not_second', 'Another person must approve')
}

function ownMember(call: Call): Promise<FoundMember> {
  const { hospital, now, params } = call
  const { did } = departmentOf(hospital, staffOf(call))
  return findMember(hospital.store.documents, did, params['id'] ?? '', now)
}

async function reject(call: Call<{ readonly reason: string }>): Promise<StaffMember> {
  const { now, body } = call
  const member = await ownMember(call)
  const isOpen = ['imported', 'to_verify', 'to_review'].includes(member.state)
  // Once ids are drawn something may have been issued.
  if (!isOpen || member.credentials !== undefined) throw memberStateWrong()
  const changes = [changeMember(member, 'rejected', { reason: body.reason }), forgetPerson(member)]
  const ports = call.acting('update', { objects: [{ type: 'PractitionerRole', id: member.id }] })
  if (!(await ports.documents.write(changes, now))) throw changedMeanwhile()
  return shownMember(await ownMember(call))
}

async function suspend(call: Call<{ readonly reason: string }>): Promise<StaffMember> {
  const { hospital, now, body } = call
  const member = await ownMember(call)
  if (member.state !== 'issued' || member.role === undefined) throw memberStateWrong()
  const site = departmentOf(hospital, staffOf(call))
  const { id } = member.role
  const ports = call.acting('suspend', { objects: [{ type: 'Credential', id }] })
  await site.issuer(ports).suspend(id, { reason: body.reason })
  const published = await publish(hospital, site)
  const why = { reason: body.reason, ...published }
  await settle(call, changeMember(member, 'suspended', why), now)
  return shownMember(await ownMember(call))
}

async function reinstate(call: Call): Promise<StaffMember> {
  const { hospital, now } = call
  const member = await ownMember(call)
  if (member.state !== 'suspended' || member.role === undefined) throw memberStateWrong()
  const site = departmentOf(hospital, staffOf(call))
  const { id } = member.role
  const ports = call.acting('reinstate', { objects: [{ type: 'Credential', id }] })
  await site.issuer(ports).reinstate(id)
  const published = await publish(hospital, site)
  await settle(call, changeMember(member, 'issued', { reason: undefined, ...published }), now)
  return shownMember(await ownMember(call))
}

async function settle(
  { hospital }: Call,
  change: ReturnType<typeof changeMember>,
  now: Call['now'],
): Promise<void> {
  if (!(await hospital.store.documents.write([change], now))) throw changedMeanwhile()
}

async function impact(call: Call): Promise<StaffImpact> {
  const { role, invalidFrom } = await ownMember(call)
  if (role === undefined) throw memberStateWrong()
  const from = invalidFrom === undefined ? undefined : epochSeconds(invalidFrom)
  return impactOf(call.hospital.store.usage, role, from)
}

/** Whoever hands an order in has signed it: nobody acts by what others have left lying about. */
function assertOwnOrder({
  body,
  principal,
}: Call<RevocationSubmission>): ReturnType<typeof decodeRevocationOrder> {
  const decoded = decodeRevocationOrder(body.order)
  if (decoded.signer !== principal?.did) throw notPermitted()
  return decoded
}
