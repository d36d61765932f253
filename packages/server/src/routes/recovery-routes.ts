import type { RecoverySignature, RecoverySubmission } from '@fidecura/credentials/recovery'
import { z } from 'zod'
import { patients } from '../acts/enrol-patient.ts'
import { approveRecovery } from '../acts/recovery/approve-recovery.ts'
import { completeRecovery, objectToRecovery } from '../acts/recovery/end-recovery.ts'
import { listRecoveries } from '../acts/recovery/list-recoveries.ts'
import { openRecovery } from '../acts/recovery/open-recovery.ts'
import type { Page, PageQuery } from '../api/people.ts'
import type { RecoveryItem, RecoveryReference } from '../api/records.ts'
import { recordKey } from '../hospital/record-key.ts'
import { type Call, notFound } from '../http/call.ts'
import { defineRoute, type Route } from '../http/route.ts'
import { itemIn, onePage } from './one-page.ts'
import { nothing, pageQuery, text, token } from './schemas.ts'

const signature = z.strictObject({
  token,
  evidence: z.looseObject({}).optional(),
}) as unknown as z.ZodType<RecoverySignature>
const submission: z.ZodType<RecoverySubmission> = z.strictObject({
  request: token,
  approvals: z.array(signature).max(8),
})
const objections = z.strictObject({ objections: z.array(signature).min(1).max(8) })

/** Putting a new key in the place of one that was lost. */
export const recoveryRoutes: readonly Route[] = [
  defineRoute({
    method: 'GET',
    path: '/recoveries/reference',
    summary: 'What a new key of a patient has to name.',
    who: 'desk',
    query: z.strictObject({ record: text }),
    act: reference,
  }),
  defineRoute({
    method: 'POST',
    path: '/recoveries',
    summary: 'Asks for the identity of a record, with a new key.',
    who: 'holder',
    body: submission,
    limit: { burst: 10, perMinute: 10 },
    audit: 'update',
    act: openRecovery,
  }),
  defineRoute({
    method: 'GET',
    path: '/recoveries',
    summary: 'Recoveries: of the desk all, of others those of their key or record.',
    who: 'holder',
    query: pageQuery,
    async act(call: Call<unknown, PageQuery>): Promise<Page<RecoveryItem>> {
      return onePage(call.query, (page) => listRecoveries(call, page), itemIn)
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/recoveries/{id}/approvals',
    summary: 'Approves a recovery, as one of two people of the desk.',
    who: 'desk',
    body: signature,
    audit: 'update',
    act: approveRecovery,
  }),
  defineRoute({
    method: 'POST',
    path: '/recoveries/{id}/objections',
    summary: 'Objects to a recovery, which ends it.',
    who: 'holder',
    body: objections,
    audit: 'update',
    act: objectToRecovery,
  }),
  defineRoute({
    method: 'POST',
    path: '/recoveries/{id}/complete',
    summary: 'Retires the old key and issues the new identity, once the time to object is over.',
    who: 'holder',
    body: nothing,
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
