import { type EpochSeconds, encodeBase64url, epochSeconds } from '@fidecura/base'
import {
  decodeRecoveryRequest,
  type RecoveryRequest,
  type RecoverySubmission,
} from '@fidecura/credentials/recovery'
import { digestOf, randomBytes } from '@fidecura/identity'
import type { RecoveryItem } from '../../api/bodies.ts'
import type { Hospital } from '../../hospital/hospital.ts'
import { recordKey } from '../../hospital/record-key.ts'
import { type Call, changedMeanwhile, notFound, notPermitted } from '../../http/call.ts'
import { patients } from '../enrol-patient.ts'
import {
  actingOn,
  attempts,
  byHolderOf,
  deskOf,
  isDesk,
  itemOf,
  keptOf,
  keptSeconds,
} from './kept-recovery.ts'

/** Approvals are collected in a day, or anew. */
const collectSeconds = 86_400

/** Hands a request in, by whoever has the new key, or by the desk for them: what others must approve waits for them. */
export async function openRecovery(call: Call<RecoverySubmission>): Promise<RecoveryItem> {
  const { hospital, body, principal, now, signal } = call
  const request = decodeRecoveryRequest(body.request)
  const ports = actingOn(call, request)
  // Strangers do not fill the list of the desk with requests of others.
  if (request.issuer !== principal?.did && !isDesk(call)) throw notPermitted()
  const kept = {
    ...{ request: body.request, approvals: body.approvals, requestedAt: now },
    // Drawn now, when the key is known: both sides show the digits that it makes of the key.
    nonce: encodeBase64url(randomBytes(32)),
  }
  const waits = request.by === 'desk' && body.approvals.length === 0
  if (waits) await assertReference(hospital, request, now)
  else await deskOf(hospital, ports).open(body, { signal })
  const id = await digestOf(request.id)
  const expiresAt = epochSeconds(now + (waits ? collectSeconds : keptSeconds))
  const subject = recordKey(request.record)
  const insert = attempts.of(id, kept, { subject, expiresAt })
  const byHolder = byHolderOf(id, request, expiresAt)
  if (await ports.documents.write([{ insert }, { insert: byHolder }], now)) {
    return itemOf(hospital, request.id, kept)
  }
  const found = await keptOf(hospital.store.documents, request.id, now)
  if (found.kept.request === body.request) return itemOf(hospital, request.id, found.kept)
  throw changedMeanwhile()
}

/**
 * The desk has shown what to name: whoever does not know the identity of the record makes nobody look.
 *
 * @throws ServerError `not_found`: also of a record that is not enrolled.
 */
async function assertReference(
  { store }: Hospital,
  { record, identity, from }: RecoveryRequest,
  now: EpochSeconds,
): Promise<void> {
  const found = await store.documents.find(patients.name, recordKey(record), now)
  const known = found && patients.bodyOf(found)
  const isKnown =
    known !== undefined &&
    known.did === from &&
    known.identity.issuer === identity.issuer &&
    known.identity.id === identity.id
  if (!isKnown) throw notFound()
}
