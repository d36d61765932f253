import type { EpochSeconds } from '@fidecura/base'
import {
  decodeRecoveryRequest,
  type RecoveryRequest,
  type RecoverySignature,
  verifyRecoveryReceipt,
} from '@fidecura/credentials/recovery'
import type { RecoveryDone, RecoveryItem } from '../../api/bodies.ts'
import type { Hospital } from '../../hospital/hospital.ts'
import { recordKey } from '../../hospital/record-key.ts'
import { type Call, notFound } from '../../http/call.ts'
import { patients } from '../enrol-patient.ts'
import { publish } from '../publish.ts'
import { actingOn, deskOf, isDesk, itemOf, keptOf } from './kept-recovery.ts'

/** Objects to an open recovery, which ends it. */
export async function objectToRecovery(
  call: Call<{ readonly objections: readonly RecoverySignature[] }>,
): Promise<RecoveryItem> {
  const { hospital, body, params, now, signal } = call
  const { kept } = await keptOf(hospital.store.documents, params['id'] ?? '', now)
  const request = decodeRecoveryRequest(kept.request)
  const ports = actingOn(call, request)
  await deskOf(hospital, ports).object(request.id, body.objections, { signal })
  return itemOf(hospital, request.id, kept)
}

/** Retires the old key and issues the new identity, once the time to object is over. */
export async function completeRecovery(call: Call): Promise<RecoveryDone> {
  const { hospital, params, now, signal } = call
  const { site, store } = hospital
  const { kept } = await keptOf(store.documents, params['id'] ?? '', now)
  const request = decodeRecoveryRequest(kept.request)
  assertMaySee(call, request)
  const ports = actingOn(call, request, 'issue')
  const done = await deskOf(hospital, ports).complete(request.id, { signal })
  await publish(hospital, site)
  await bindPatient(hospital, request, done.receipt, now)
  return { ...done, issuer: site.did, chain: site.chain }
}

function assertMaySee(call: Call, { issuer, record }: RecoveryRequest): void {
  const { principal } = call
  const isOwn = principal?.records.some((each) => recordKey(each.record) === recordKey(record))
  if (!isDesk(call) && isOwn !== true && issuer !== principal?.did) throw notFound()
}

/** From now on the record is that of the new key. */
async function bindPatient(
  { store: { documents }, site, verifier }: Hospital,
  request: RecoveryRequest,
  receipt: string,
  now: EpochSeconds,
): Promise<void> {
  const { successor } = await verifyRecoveryReceipt(receipt, {
    ...{ issuer: site.did, issuerKeys: [site.thumbprint], now, resolve: verifier.resolve },
  })
  const id = recordKey(request.record)
  const found = await documents.find(patients.name, id, now)
  if (found === undefined || patients.bodyOf(found).did === successor.did) return
  const identity = { issuer: site.did, id: successor.identity }
  const replace = patients.of(id, { did: successor.did, identity })
  await documents.write([{ replace, version: found.version }], now)
}
