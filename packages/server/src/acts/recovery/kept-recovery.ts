import type { EpochSeconds } from '@fidecura/base'
import {
  createRecoveryDesk,
  type RecoveryDesk,
  type RecoveryRequest,
  type RecoverySignature,
} from '@fidecura/credentials/recovery'
import { digestOf } from '@fidecura/identity'
import type { Documents, KeptDocument, NewDocument, Ports } from '@fidecura/store'
import type { RecoveryItem } from '../../api/bodies.ts'
import { type DocumentKind, documentKind } from '../../hospital/document-kind.ts'
import type { Hospital } from '../../hospital/hospital.ts'
import { createRecoveryNotifier } from '../../hospital/notices.ts'
import { type Call, notFound } from '../../http/call.ts'

/** A recovery as it is kept: what the desk holds of it is in its own store. */
export interface KeptRecovery {
  readonly request: string
  readonly approvals: readonly RecoverySignature[]
  readonly requestedAt: EpochSeconds
  readonly nonce: string
}

export const attempts: DocumentKind<KeptRecovery> = documentKind('recovery')
/** The same, by the new key. */
export const holderKind = 'holder_recovery'
export const keptSeconds: number = 90 * 86_400

export async function keptOf(
  documents: Documents,
  id: string,
  now: EpochSeconds,
): Promise<{ readonly document: KeptDocument; readonly kept: KeptRecovery }> {
  const document = await documents.find(attempts.name, await digestOf(id), now)
  if (document === undefined) throw notFound()
  return { document, kept: attempts.bodyOf(document) }
}

export async function itemOf(
  { store }: Hospital,
  id: string,
  kept: KeptRecovery,
): Promise<RecoveryItem> {
  const attempt = await store.recoveries.find(id)
  const { request, requestedAt, nonce, approvals } = kept
  const common = { id, request, requestedAt, nonce, approvals: approvals.length }
  if (attempt === undefined) return { ...common, state: 'requested' }
  return { ...common, state: attempt.state, completesAt: attempt.completesAt }
}

export function byHolderOf(
  id: string,
  { issuer }: RecoveryRequest,
  expiresAt: EpochSeconds | undefined,
): NewDocument {
  return { kind: holderKind, id, subject: issuer, expiresAt, body: {} }
}

/** The ports of one act upon a recovery. */
export function actingOn(
  call: Call,
  { id, record }: RecoveryRequest,
  as: 'update' | 'issue' = 'update',
): Ports {
  return call.acting(as, { patient: { ...record }, objects: [{ type: 'Task', id }] })
}

export function deskOf({ site, verifier, clock, store }: Hospital, ports: Ports): RecoveryDesk {
  return createRecoveryDesk({
    ...{ signer: site.signer, issuer: site.issuer(ports, 'by_issuer_key'), issued: ports.issued },
    ...{ store: ports.recoveries, verifier, notify: createRecoveryNotifier({ clock, store }) },
  })
}

/** Whether somebody of the desk asks. */
export function isDesk({ principal }: Pick<Call, 'principal'>): boolean {
  const staff = principal?.staff
  return staff?.isOurs === true && staff.purposes.includes('PATADMIN')
}
