import { deepFreeze, formatDateTime, type JsonObject } from '@fidecura/base'
import type { Did } from '@fidecura/identity'
import { type AuditAct, type AuditObject, assertAuditAct } from './audit-act.ts'
import { type KindCodes, kindCodes, outcomeCodes, systems } from './audit-codes.ts'

/** A FHIR R4 AuditEvent, as plain JSON. */
export interface AuditEvent extends JsonObject {
  readonly resourceType: 'AuditEvent'
  readonly id: string
}

const profiles = 'https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.'

/**
 * Writes an act down as an AuditEvent. It names the profile of IHE BALP that it follows, where there is
 * one: `PatientRead`, `PatientCreate`, `PatientUpdate`, `Read`, `Create` and `Update` are of what
 * succeeded alone, and `AuthZconsent` needs a user with an organisation, a patient, and a consent.
 *
 * @see {@link https://profiles.ihe.net/ITI/BALP/ | IHE Basic Audit Log Patterns}
 *
 * @throws {@link MonitorError} `audit_event_malformed`, with the place; BaseError `instant_malformed`.
 */
export function auditEventOf(act: AuditAct): AuditEvent {
  assertAuditAct(act)
  const { kind, outcome, source, code, purposes = [] } = act
  const codes = kindCodes[kind]
  const profile = profileOf(act)
  return deepFreeze({
    resourceType: 'AuditEvent',
    id: act.id,
    ...(profile === undefined ? {} : { meta: { profile: [profiles + profile] } }),
    type: coding(codes.type),
    subtype: [coding(codes.subtype)],
    action: codes.action,
    recorded: formatDateTime(act.recordedAt),
    outcome: outcomeCodes[outcome],
    ...(code === undefined ? {} : { outcomeDesc: code }),
    ...(purposes.length === 0 ? {} : { purposeOfEvent: purposes.map(purposeOf) }),
    agent: agentsOf(act, codes),
    source: {
      site: source.site,
      observer: who(source.did),
      type: [coding([systems.sourceType, kind === 'decide' ? '6' : '4'])],
    },
    entity: entitiesOf(act),
  } as const)
}

function profileOf({ kind, outcome, patient, actor, objects }: AuditAct): string | undefined {
  if (kind === 'decide') {
    const consent = objects.some(({ type }) => type === 'Consent')
    const complete = patient !== undefined && actor?.organisation !== undefined && consent
    return complete ? 'AuthZconsent' : undefined
  }
  const interaction = { read: 'Read', create: 'Create', update: 'Update' }[kind as 'read']
  if (interaction === undefined || outcome !== 'done') return undefined
  // The profiles know one object of data.
  if (objects.length !== 1) return undefined
  return patient === undefined ? interaction : `Patient${interaction}`
}

function agentsOf({ actor, client, source, kind, purposes = [] }: AuditAct, codes: KindCodes) {
  const asked = {
    type: concept(codes.client),
    who: { display: 'client' },
    requestor: actor === undefined,
    network: { address: client, type: networkTypeOf(client) },
  }
  const serving = {
    type: concept(codes.server),
    who: who(source.did),
    requestor: false,
    // `AuthZconsent` says nothing of where the one who decides is.
    ...(kind === 'decide' ? {} : { network: { address: source.site, type: '5' } }),
  }
  if (actor === undefined) return [asked, serving]
  const user = {
    type: concept(codes.user),
    who: who(actor.did),
    requestor: true,
    ...(purposes.length === 0 ? {} : { purposeOfUse: purposes.map(purposeOf) }),
  }
  if (actor.organisation === undefined) return [asked, user, serving]
  const organisation = {
    type: concept([systems.roleClass, 'PROV']),
    who: who(actor.organisation),
    requestor: false,
  }
  return [asked, user, organisation, serving]
}

function entitiesOf({ kind, patient, objects }: AuditAct) {
  const person = {
    type: coding([systems.entityType, '1']),
    role: coding([systems.objectRole, '1']),
    what: { identifier: { system: patient?.system ?? '', value: patient?.value ?? '' } },
  }
  const isData = kind === 'read' || kind === 'create' || kind === 'update'
  const others = objects.map((object) => (isData ? dataOf(object) : objectOf(object)))
  return patient === undefined ? others : [person, ...others]
}

/** What a request of REST was about: its type stands beside its identifier. */
const dataOf = ({ type, id }: AuditObject) => ({
  type: coding([systems.entityType, '2']),
  role: coding([systems.objectRole, '4']),
  what: { type, identifier: { value: id } },
})

const objectOf = ({ type, id }: AuditObject) => ({
  type: coding([type === 'Consent' ? systems.resource : systems.act, type]),
  what: { type, identifier: { value: id } },
})

const coding = ([system, code]: readonly [string, string]) => ({ system, code })
const concept = (code: readonly [string, string]) => ({ coding: [coding(code)] })
const purposeOf = (code: string) => concept([systems.actReason, code])
const who = (did: Did) => ({ identifier: { system: systems.uri, value: did } })

/** FHIR `network-type`: 2 is an IP address, 1 a name. */
function networkTypeOf(address: string): '1' | '2' {
  return /^[\d.]{7,15}$|^[\da-f:.]*:[\da-f:.]*$/i.test(address) ? '2' : '1'
}
