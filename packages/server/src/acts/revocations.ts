import { epochSeconds } from '@fidecura/base'
import type { RevocationOrder, RevocationPolicy, RevocationSubmission } from '@fidecura/credentials'
import { createTwoPeoplePolicy, decodeRevocationOrder } from '@fidecura/credentials/switch'
import type { Did } from '@fidecura/identity'
import type { Ports } from '@fidecura/store'
import type { RevocationItem } from '../api/bodies.ts'
import { documentKind } from '../hospital/document-kind.ts'
import type { Hospital } from '../hospital/hospital.ts'
import type { Site } from '../hospital/site.ts'
import { type Call, notFound, staffOf } from '../http/call.ts'
import { roleKind } from './issue-staff.ts'
import { publish } from './publish.ts'
import { changeMember, findMember } from './staff-members.ts'

const items = documentKind<RevocationItem>('revocation')
const { name: kind } = items

/** The first of two. What is kept here is for the list; who may order, and whether, the policy says. */
export async function proposeRevocation(
  call: Call<RevocationSubmission>,
  site: Site,
): Promise<RevocationItem> {
  const { hospital, body, now } = call
  const { order } = decodeRevocationOrder(body.order)
  // Nothing is revoked before the second has signed.
  const ports = call.acting('create', { objects: [{ type: 'Task', id: order.id }] })
  await site.issuer(ports, policyOf(hospital, site, ports)).proposeRevocation(body)
  const staff = await staffIn(hospital, order, now)
  const item: RevocationItem = {
    ...{ id: order.id, state: 'proposed', order: body.order, proposedBy: staffOf(call).name },
    ...{ proposedAt: now, expiresAt: order.expiresAt, ...(staff === undefined ? {} : { staff }) },
  }
  const insert = items.of(order.id, item, { state: item.state, subject: site.did })
  await hospital.store.documents.write([{ insert }], now)
  return (await itemOf(hospital, order.id, now)) ?? item
}

/** The second: published before this returns. */
export async function approveRevocation(
  call: Call<RevocationSubmission>,
  site: Site,
): Promise<RevocationItem> {
  const { hospital, body, now } = call
  const { documents } = hospital.store
  const { order } = decodeRevocationOrder(body.order)
  const kept = await documents.find(kind, order.id, now)
  if (kept?.subject !== site.did) throw notFound()
  const ports = call.acting('revoke', { objects: objectsOf(order) })
  await site.issuer(ports, policyOf(hospital, site, ports)).approveRevocation(body)
  const published = await publish(hospital, site)
  const approvedBy = staffOf(call).name
  const item = { ...items.bodyOf(kept), state: 'done', approvedBy, ...published } as const
  const replace = items.of(order.id, item, { state: item.state, subject: site.did })
  await documents.write([{ replace, version: kept.version }], now)
  await markRevoked(hospital, site.did, order, now)
  return item
}

export async function listRevocations(
  { hospital, now }: Pick<Call, 'hospital' | 'now'>,
  subject: Did,
  page: { readonly after: number; readonly limit: number },
): Promise<readonly { readonly number: number; readonly item: RevocationItem }[]> {
  const found = await hospital.store.documents.list(kind, { ...page, subject, now })
  return found.map((kept) => {
    const item = items.bodyOf(kept)
    const isOver = item.state === 'proposed' && item.expiresAt <= now
    return { number: kept.number, item: isOver ? { ...item, state: 'expired' } : item }
  })
}

function policyOf(
  { verifier, site }: Hospital,
  department: Site,
  ports: Pick<Ports, 'proposals'>,
): RevocationPolicy {
  const organisations = [department.did, site.did]
  return createTwoPeoplePolicy({
    verifier,
    organisations,
    purpose: 'HSYSADMIN',
    proposals: ports.proposals,
  })
}

async function markRevoked(
  hospital: Hospital,
  department: Did,
  order: RevocationOrder,
  now: Call['now'],
): Promise<void> {
  const { documents } = hospital.store
  const staff = await staffIn(hospital, order, now)
  if (staff === undefined) return
  const { reason, invalidFrom } = order
  const since = epochSeconds(invalidFrom ?? now)
  const why = { invalidFrom: since, ...(reason === undefined ? {} : { reason }) }
  let isMarked = false
  // It is revoked already: whoever changes the member meanwhile changes nothing of that.
  while (!isMarked) {
    const member = await findMember(documents, department, staff, now)
    isMarked = await documents.write([changeMember(member, 'revoked', why)], now)
  }
}

/** Whom an order is about, if it names one role that was issued from the list. */
async function staffIn(
  { store }: Pick<Hospital, 'store'>,
  { selection }: RevocationOrder,
  now: Call['now'],
): Promise<string | undefined> {
  if (selection.id === undefined) return undefined
  const found = await store.documents.find(roleKind, selection.id, now)
  return found === undefined ? undefined : String(found.body['staff'])
}

async function itemOf(
  { store }: Hospital,
  id: string,
  now: Call['now'],
): Promise<RevocationItem | undefined> {
  const kept = await store.documents.find(kind, id, now)
  return kept === undefined ? undefined : items.bodyOf(kept)
}

function objectsOf({ id, selection }: RevocationOrder): readonly { type: string; id: string }[] {
  const named = selection.id === undefined ? [] : [{ type: 'Credential', id: selection.id }]
  return [{ type: 'Task', id }, ...named]
}
