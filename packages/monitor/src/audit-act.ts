import { type EpochSeconds, epochSeconds, formatDateTime } from '@fidecura/base'
import { type Did, isDid } from '@fidecura/identity'
import { malformed } from './errors.ts'

/** What was done. The first three are about the data of a patient. */
export type AuditKind =
  | 'read'
  | 'create'
  | 'update'
  /** Whether somebody may have what they ask for. */
  | 'decide'
  | 'issue'
  | 'suspend'
  | 'reinstate'
  | 'revoke'
  /** That a credential, presentation or key is what it says. */
  | 'verify'
  | 'sign_in'
  /** Somebody begins to sign in: nobody is proven yet. */
  | 'begin_sign_in'
  /** A sign-in has ended. */
  | 'sign_out'

/** Whom or what an act was about, such as a consent, an entry or a credential. */
export interface AuditObject {
  /** A FHIR resource type, such as `Consent`, or `Credential`. */
  readonly type: string
  /** A digest, or the id in it: nothing that says what stands there. At most 512 characters. */
  readonly id: string
}

/**
 * One thing that somebody did, or wanted to. It names people by DID and record number alone, and tells
 * nothing of what they saw.
 */
export interface AuditAct {
  /** A UUID in lower case: the same act written down twice is there once. */
  readonly id: string
  readonly kind: AuditKind
  readonly recordedAt: EpochSeconds
  /** `refused`: somebody or something said no. `failed`: it could not be found out. */
  readonly outcome: 'done' | 'refused' | 'failed'
  /** Of the error or the decision. */
  readonly code?: string | undefined
  /** Who wrote it down: the service, and where it is reached. */
  readonly source: { readonly did: Did; readonly site: string }
  /** Whence the request came: a network address or a name. */
  readonly client: string
  /** Who acted, and for which organisation. Absent: nobody that was proven. */
  readonly actor?: { readonly did: Did; readonly organisation?: Did | undefined } | undefined
  /** Whose record it is about. */
  readonly patient?: { readonly system: string; readonly value: string } | undefined
  /** Codes of v3 ActReason. */
  readonly purposes?: readonly string[] | undefined
  readonly objects: readonly AuditObject[]
}

export const auditKinds: readonly AuditKind[] = [
  ...(['read', 'create', 'update', 'decide', 'issue', 'suspend', 'reinstate', 'revoke'] as const),
  ...(['verify', 'sign_in', 'begin_sign_in', 'sign_out'] as const),
]

const maxObjects = 64

/** @throws MonitorError `audit_event_malformed`, with the place. */
export function assertAuditAct(act: AuditAct): void {
  const { id, kind, recordedAt, outcome, source, client, actor, patient, objects } = act
  if (!/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/.test(id)) throw malformed('/id')
  if (!auditKinds.includes(kind)) throw malformed('/kind')
  if (!['done', 'refused', 'failed'].includes(outcome)) throw malformed('/outcome')
  formatDateTime(epochSeconds(recordedAt))
  if (!isDid(source.did)) throw malformed('/source/did')
  assertText(source.site, '/source/site')
  assertText(client, '/client')
  if (act.code !== undefined && !/^[a-z\d_]{1,64}$/.test(act.code)) throw malformed('/code')
  if (actor !== undefined && !isDid(actor.did)) throw malformed('/actor/did')
  const organisation = actor?.organisation
  if (organisation !== undefined && !isDid(organisation)) throw malformed('/actor/organisation')
  if (patient !== undefined) {
    assertText(patient.system, '/patient/system')
    assertText(patient.value, '/patient/value')
  }
  for (const purpose of act.purposes ?? []) {
    if (!/^[A-Za-z\d-]{1,32}$/.test(purpose)) throw malformed('/purposes')
  }
  if (objects.length > maxObjects) throw malformed('/objects')
  for (const [place, object] of objects.entries()) {
    if (!/^[A-Za-z]{1,64}$/.test(object.type)) throw malformed(`/objects/${place}/type`)
    assertText(object.id, `/objects/${place}/id`)
  }
}

function assertText(value: unknown, place: string): void {
  const right =
    typeof value === 'string' && value !== '' && value.length <= 512 && !/\p{Cc}/u.test(value)
  if (!right) throw malformed(place)
}
