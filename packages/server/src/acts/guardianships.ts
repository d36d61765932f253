import { type EpochSeconds, epochSeconds } from '@fidecura/base'
import type { RevocationPolicy, RevocationSubmission } from '@fidecura/credentials'
import { createTwoPeoplePolicy, decodeRevocationOrder } from '@fidecura/credentials/switch'
import type { DocumentChange, KeptDocument, Ports } from '@fidecura/store'
import type { GuardianshipEnding, GuardianshipItem, Notice } from '../api/bodies.ts'
import { documentKind } from '../hospital/document-kind.ts'
import type { Hospital } from '../hospital/hospital.ts'
import { notices } from '../hospital/notices.ts'
import { recordKey } from '../hospital/record-key.ts'
import { type Call, changedMeanwhile, notFound, notPermitted, staffOf } from '../http/call.ts'
import { publish } from './publish.ts'

/** A guardianship, by its id. */
interface KeptGuardianship extends Omit<GuardianshipItem, 'id' | 'state'> {
  readonly endedAt?: EpochSeconds
}

const guardianships = documentKind<KeptGuardianship>('guardianship')
/** All of a hospital are one list: a desk looks after every one of them. */
const subject = 'desk'
/** After their end they are still looked up for a while. */
const keptSeconds = 365 * 86_400

/** What is to be written when a guardianship is issued. */
export function newGuardianship(id: string, kept: KeptGuardianship): DocumentChange {
  return { insert: documentOf(id, kept) }
}

export async function listGuardianships(
  { hospital, now }: Pick<Call, 'hospital' | 'now'>,
  page: { readonly after: number; readonly limit: number },
): Promise<readonly { readonly number: number; readonly item: GuardianshipItem }[]> {
  const found = await hospital.store.documents.list(guardianships.name, { ...page, subject, now })
  return found.map((each) => ({ number: each.number, item: itemOf(each, now) }))
}

/**
 * Proposes to end a guardianship, as the first of two people of the desk.
 *
 * @throws ServerError `not_permitted`: an order that is signed by another, or about anything else; `not_found`;
 *   those of the policy.
 */
export async function proposeEnd(call: Call<RevocationSubmission>): Promise<GuardianshipItem> {
  const { hospital, body, now } = call
  const { store, site } = hospital
  const { found, kept, order } = await ownOrder(call)
  const ports = call.acting('create', {
    ...{ patient: kept.ward, objects: [{ type: 'Credential', id: found.id }] },
  })
  await site.issuer(ports, policyOf(hospital, ports)).proposeRevocation(body)
  const ending: GuardianshipEnding = {
    ...{ order: body.order, proposedBy: staffOf(call).name, expiresAt: order.expiresAt },
  }
  const replace = documentOf(found.id, { ...kept, ending })
  if (!(await store.documents.write([{ replace, version: found.version }], now))) {
    throw changedMeanwhile()
  }
  return itemOf(await find(call), now)
}

/** Ends a guardianship for good, as the second person: published before this returns. The ward is told. */
export async function approveEnd(call: Call<RevocationSubmission>): Promise<GuardianshipItem> {
  const { hospital, body, now } = call
  const { store, site } = hospital
  const { found, kept } = await ownOrder(call)
  if (kept.ending === undefined) throw notFound()
  const { id } = found
  const ports = call.acting('revoke', { patient: kept.ward, objects: [{ type: 'Credential', id }] })
  await site.issuer(ports, policyOf(hospital, ports)).approveRevocation(body)
  await publish(hospital, site)
  if (kept.endedAt !== undefined) return itemOf(found, now)
  const ending = { ...kept.ending, approvedBy: staffOf(call).name }
  const notice: Notice = { id: `${id}.ended`, kind: 'guardian_ended', at: now }
  const changes: readonly DocumentChange[] = [
    { replace: documentOf(id, { ...kept, ending, endedAt: now }), version: found.version },
    { insert: notices.of(notice.id, notice, { subject: recordKey(kept.ward) }) },
  ]
  // It is revoked already: whoever wrote meanwhile has written the same.
  await store.documents.write(changes, now)
  return itemOf(await find(call), now)
}

async function ownOrder(call: Call<RevocationSubmission>): Promise<{
  readonly found: KeptDocument
  readonly kept: KeptGuardianship
  readonly order: ReturnType<typeof decodeRevocationOrder>['order']
}> {
  const found = await find(call)
  const { order, signer } = decodeRevocationOrder(call.body.order)
  // Nobody acts by what others have left lying about.
  const isOwn = signer === call.principal?.did
  // The hospital has issued identities, too, and a selection may be everything.
  const isThis = Object.keys(order.selection).length === 1 && order.selection.id === found.id
  if (!isOwn || !isThis) throw notPermitted()
  return { found, kept: guardianships.bodyOf(found), order }
}

async function find({ hospital, params, now }: Call): Promise<KeptDocument> {
  const { documents } = hospital.store
  const found = await documents.find(guardianships.name, params['id'] ?? '', now)
  if (found === undefined) throw notFound()
  return found
}

function policyOf({ verifier, site }: Hospital, ports: Pick<Ports, 'proposals'>): RevocationPolicy {
  const { proposals } = ports
  return createTwoPeoplePolicy({
    ...{ verifier, organisations: [site.did], purpose: 'PATADMIN', proposals },
  })
}

function documentOf(id: string, kept: KeptGuardianship): ReturnType<typeof guardianships.of> {
  const expiresAt = epochSeconds(kept.validUntil + keptSeconds)
  return guardianships.of(id, kept, { subject, expiresAt })
}

function itemOf(found: KeptDocument, now: EpochSeconds): GuardianshipItem {
  const { endedAt, ending, ...kept } = guardianships.bodyOf(found)
  const over = now >= kept.validUntil ? 'expired' : 'in_force'
  const state = endedAt === undefined ? over : 'ended'
  // What nobody signed in time may be proposed anew.
  const isOver = ending?.approvedBy === undefined && (ending?.expiresAt ?? 0) <= now
  return { ...kept, id: found.id, state, ...(isOver ? {} : { ending }) }
}
