import type { Did } from '@fidecura/identity'
import type { AuditAct, AuditKind } from '@fidecura/monitor'
import type { StaffIdentity } from '../api/bodies.ts'
import type { Hospital } from '../hospital/hospital.ts'
import type { About } from './call.ts'

/** By whom, and whence. */
export interface EventContext {
  readonly hospital: Hospital
  readonly client: string
  readonly actor:
    | { readonly did: Did; readonly staff?: Omit<StaffIdentity, 'administers'> | undefined }
    | undefined
}

/** Writes an act of a request down. Each call makes another event. */
export function eventOf(
  { hospital, client, actor }: EventContext,
  kind: AuditKind,
  { patient, purposes, objects = [] }: About,
  end: Pick<AuditAct, 'outcome' | 'code'>,
): AuditAct {
  return {
    ...{ id: crypto.randomUUID(), kind, recordedAt: hospital.clock(), client, ...end, objects },
    source: { did: hospital.site.did, site: hospital.origin },
    ...(actor === undefined ? {} : { actor: actorOf(actor) }),
    ...(patient === undefined ? {} : { patient }),
    ...(purposes === undefined ? {} : { purposes }),
  }
}

function actorOf({
  did,
  staff,
}: NonNullable<EventContext['actor']>): NonNullable<AuditAct['actor']> {
  return staff === undefined ? { did } : { did, organisation: staff.department.did }
}
