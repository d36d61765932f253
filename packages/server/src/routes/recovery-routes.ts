import { patients } from '../acts/enrol-patient.ts'
import { approveRecovery } from '../acts/recovery/approve-recovery.ts'
import { completeRecovery, objectToRecovery } from '../acts/recovery/end-recovery.ts'
import { listRecoveries } from '../acts/recovery/list-recoveries.ts'
import { openRecovery } from '../acts/recovery/open-recovery.ts'
import type { RecoveryItem, RecoveryReference } from '../api/bodies.ts'
import type { Page, PageQuery } from '../api/page.ts'
import { recordKey } from '../hospital/record-key.ts'
import { type Call, notFound } from '../http/call.ts'
import { defineRoute, type Route } from '../http/route.ts'
import { pageOf } from '../schemas/named.ts'
import {
  objections,
  recoveryDone,
  recoveryItem,
  recoveryReference,
  recoverySignature,
  recoverySubmission,
} from '../schemas/recovery.ts'
import { nothing, pageQuery, recordValue } from '../schemas/values.ts'
import { itemIn, onePage } from './one-page.ts'

/** Putting a new key in the place of one that was lost. */
export const recoveryRoutes: readonly Route[] = [
  defineRoute({
    name: 'recoveryReference',
    method: 'GET',
    path: '/recoveries/reference',
    summary: 'What a new key of a patient has to name.',
    who: 'desk',
    query: recordValue,
    answer: recoveryReference,
    act: reference,
  }),
  defineRoute({
    name: 'openRecovery',
    method: 'POST',
    path: '/recoveries',
    summary: 'Asks for the identity of a record, with a new key.',
    more: 'Of the way `desk` without approvals: two people of the desk add theirs.',
    who: 'holder',
    body: recoverySubmission,
    answer: recoveryItem,
    refuses: ['offer_state_wrong', 'changed_meanwhile'],
    limit: { burst: 10, perMinute: 10 },
    audit: 'update',
    act: openRecovery,
  }),
  defineRoute({
    name: 'recoveries',
    method: 'GET',
    path: '/recoveries',
    summary: 'Recoveries: of the desk all, of others those of their key or record.',
    who: 'holder',
    query: pageQuery,
    answer: pageOf(recoveryItem),
    async act(call: Call<unknown, PageQuery>): Promise<Page<RecoveryItem>> {
      return onePage(call.query, (page) => listRecoveries(call, page), itemIn)
    },
  }),
  defineRoute({
    name: 'approveRecovery',
    method: 'POST',
    path: '/recoveries/{id}/approvals',
    summary: 'Approves a recovery, as one of two people of the desk.',
    more: 'From `approveRecovery` of credentials, with role and licence as evidence.',
    who: 'desk',
    body: recoverySignature,
    answer: recoveryItem,
    refuses: ['offer_state_wrong', 'changed_meanwhile'],
    audit: 'update',
    act: approveRecovery,
  }),
  defineRoute({
    name: 'objectToRecovery',
    method: 'POST',
    path: '/recoveries/{id}/objections',
    summary: 'Objects to a recovery, which ends it.',
    who: 'holder',
    body: objections,
    answer: recoveryItem,
    refuses: ['offer_state_wrong', 'changed_meanwhile'],
    audit: 'update',
    act: objectToRecovery,
  }),
  defineRoute({
    name: 'completeRecovery',
    method: 'POST',
    path: '/recoveries/{id}/complete',
    summary: 'Retires the old key and issues the new identity, once the time to object is over.',
    who: 'holder',
    body: nothing,
    answer: recoveryDone,
    refuses: ['offer_state_wrong', 'changed_meanwhile', 'evidence'],
    audit: 'issue',
    act: completeRecovery,
  }),
]

async function reference(
  call: Call<unknown, { readonly record: string }>,
): Promise<RecoveryReference> {
  const { hospital, query, now } = call
  const record = { system: hospital.settings.recordSystem, value: query.record }
  const found = await hospital.store.documents.find(patients.name, recordKey(record), now)
  if (found === undefined) throw notFound()
  const { did, identity } = patients.bodyOf(found)
  await call.noted('verify', { patient: record })
  return { identity, record, from: did }
}
