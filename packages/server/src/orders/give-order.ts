import type { AdminOrderItem, SignedOrder } from '../api/bodies.ts'
import { assertTwoPeople } from '../approval/two-people.ts'
import { ServerError } from '../errors.ts'
import { provePrincipal } from '../hospital/prove-principal.ts'
import { type Call, changedMeanwhile, notFound, notPermitted, staffOf } from '../http/call.ts'
import { needsTwo } from './admin-act.ts'
import { type AdminOrder, isSameOrder, verifyAdminOrder, verifySignedOrder } from './admin-order.ts'
import { isAdministrator } from './administrators.ts'
import { assertPossible, carryOut } from './carry-out.ts'
import { goneAt, itemOf, type KeptOrder, orderOf, orders } from './kept-order.ts'

/** An order of one administrator: carried out at once, or, where it takes two, kept for the second. */
export async function giveOrder(call: Call<SignedOrder>): Promise<AdminOrderItem> {
  const { hospital, body, now } = call
  const order = await ownOrder(call)
  const known = await hospital.store.documents.find(orders.name, order.id, now)
  if (known !== undefined) return repeated(itemOf(known, now), body)
  await assertPossible(hospital, order.act)
  const item: AdminOrderItem = {
    ...{ id: order.id, kind: order.act.kind, state: 'proposed', order: body.order },
    ...{ proposedBy: staffOf(call).name, proposedAt: now, expiresAt: order.expiresAt },
  }
  if (!needsTwo(order.act)) return carryOut(call, order, item, undefined)
  const { did, publicKey, credentials, chain } = sessionOf(call)
  const { roleToken: role, licenceToken: licence } = staffOf(call)
  const waiting = { ...item, evidence: { role, licence, chain } }
  const kept: KeptOrder = { item: waiting, first: { did, publicKey, credentials, chain } }
  const more = { state: item.state, expiresAt: goneAt(order.expiresAt) }
  const ports = call.acting('create', { objects: [{ type: 'Task', id: order.id }] })
  if (await ports.documents.write([{ insert: orders.of(order.id, kept, more) }], now))
    return waiting
  throw changedMeanwhile()
}

/**
 * The second signature: of another person with another key, who stands behind the very same order while it is good. The
 * first one is proven anew, for somebody whose role was suspended in the meantime counts no longer.
 */
export async function approveOrder(call: Call<SignedOrder>): Promise<AdminOrderItem> {
  const { hospital, params, now } = call
  const second = await ownOrder(call)
  const id = params['id'] ?? ''
  const kept = await hospital.store.documents.find(orders.name, id, now)
  if (kept === undefined) throw notFound()
  const { item, first } = orders.bodyOf(kept)
  const order = orderOf(item)
  if (id !== second.id || !isSameOrder(order, second)) throw mismatch()
  if (item.state !== 'proposed' || first === undefined) throw stateWrong()
  // By what was signed: whoever writes into the store must not be the first of two.
  await verifySignedOrder(item.order, hospital, first.did)
  const { staff: proposer } = await provePrincipal(hospital, first)
  if (proposer === undefined || !isAdministrator(hospital, proposer)) throw notPermitted()
  const { did, publicKey } = sessionOf(call)
  const approver = { did, publicKey, person: staffOf(call).person }
  await assertTwoPeople(approver, { ...first, person: proposer.person })
  await assertPossible(hospital, order.act)
  const approved = { ...withoutEvidence(item), approvedBy: staffOf(call).name }
  return carryOut(call, order, approved, kept)
}

/**
 * Ends an order that waits. Whoever gave it takes it back so, too: an order that is not carried out changes nothing, and
 * one that anybody who may sign it finds wrong is to be given anew.
 */
export async function declineOrder(call: Call): Promise<AdminOrderItem> {
  const { hospital, params, now } = call
  const id = params['id'] ?? ''
  const kept = await hospital.store.documents.find(orders.name, id, now)
  if (kept === undefined) throw notFound()
  const item = itemOf(kept, now)
  if (item.state !== 'proposed') throw stateWrong()
  const declined: AdminOrderItem = {
    ...{ ...withoutEvidence(item), state: 'declined', declinedBy: staffOf(call).name },
  }
  const more = { state: declined.state, expiresAt: goneAt(item.expiresAt) }
  const replace = orders.of(id, { item: declined }, more)
  const { documents } = call.acting('update', { objects: [{ type: 'Task', id }] })
  const change = { replace, version: kept.version, number: kept.number }
  if (await documents.write([change], now)) return declined
  throw changedMeanwhile()
}

function withoutEvidence({ evidence: _, ...item }: AdminOrderItem): AdminOrderItem {
  return item
}

async function ownOrder({ body, principal, hospital }: Call<SignedOrder>): Promise<AdminOrder> {
  return verifyAdminOrder(body.order, hospital, principal?.did)
}

function sessionOf({ session }: Call): NonNullable<Call['session']> {
  if (session === undefined) throw notPermitted()
  return session
}

function repeated(item: AdminOrderItem, { order }: SignedOrder): AdminOrderItem {
  if (item.order === order) return item
  throw stateWrong()
}

function stateWrong(): ServerError {
  return new ServerError('order_state_wrong', 'It waits for nobody, or is another one')
}

function mismatch(): ServerError {
  return new ServerError('approval_mismatch', 'Not the order that was proposed')
}
