import type { AuditKind } from './audit-act.ts'

/** Code systems that an event names. */
export const systems = {
  dicom: 'http://dicom.nema.org/resources/ontology/DCM',
  eventType: 'http://terminology.hl7.org/CodeSystem/audit-event-type',
  interaction: 'http://hl7.org/fhir/restful-interaction',
  authz: 'https://profiles.ihe.net/ITI/BALP/CodeSystem/AuthZsubType',
  entityType: 'http://terminology.hl7.org/CodeSystem/audit-entity-type',
  objectRole: 'http://terminology.hl7.org/CodeSystem/object-role',
  resource: 'http://hl7.org/fhir/resource-types',
  participation: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType',
  roleClass: 'http://terminology.hl7.org/CodeSystem/v3-RoleClass',
  securityRole: 'http://terminology.hl7.org/CodeSystem/extra-security-role-type',
  sourceType: 'http://terminology.hl7.org/CodeSystem/security-source-type',
  actReason: 'http://terminology.hl7.org/CodeSystem/v3-ActReason',
  /** Acts that neither FHIR nor DICOM has a code for. */
  act: 'urn:fidecura:audit-act:1',
  uri: 'urn:ietf:rfc:3986',
} as const

type Code = readonly [system: string, code: string]

/** How BALP, or else DICOM, writes one kind of act down. */
export interface KindCodes {
  readonly type: Code
  readonly subtype: Code
  /** FHIR `audit-event-action`. */
  readonly action: 'C' | 'R' | 'U' | 'E'
  /** The part that the one who asked has, and that of the service. */
  readonly client: Code
  readonly server: Code
  /** The part of whoever acted. */
  readonly user: Code
}

const rest: Code = [systems.eventType, 'rest']
const sourceRole: Code = [systems.dicom, '110153']
const destinationRole: Code = [systems.dicom, '110152']
const application: Code = [systems.dicom, '110150']
const recipient: Code = [systems.participation, 'IRCP']
const author: Code = [systems.participation, 'AUT']
const authorizer: Code = [systems.securityRole, 'authserver']

const written = { client: sourceRole, server: destinationRole, user: author }
// DICOM PS3.15 A.5: what somebody may has changed.
const attributes = {
  type: [systems.dicom, '110137'] as Code,
  client: application,
  server: authorizer,
  user: author,
}
const authentication = {
  type: [systems.dicom, '110114'] as Code,
  action: 'E' as const,
  client: application,
  server: authorizer,
  user: recipient,
}

/** IHE BALP 3:5.7.5 for what it has, DICOM PS3.15 A.5 for the rest. */
export const kindCodes: Readonly<Record<AuditKind, KindCodes>> = {
  read: {
    ...{ type: rest, subtype: [systems.interaction, 'read'], action: 'R' },
    ...{ client: destinationRole, server: sourceRole, user: recipient },
  },
  create: { type: rest, subtype: [systems.interaction, 'create'], action: 'C', ...written },
  update: { type: rest, subtype: [systems.interaction, 'update'], action: 'U', ...written },
  decide: {
    ...{ type: [systems.dicom, '110113'], subtype: [systems.authz, 'AuthZ-Consent'], action: 'E' },
    ...{ client: application, server: authorizer, user: recipient },
  },
  issue: { ...attributes, subtype: [systems.act, 'issue'], action: 'C' },
  suspend: { ...attributes, subtype: [systems.act, 'suspend'], action: 'U' },
  reinstate: { ...attributes, subtype: [systems.act, 'reinstate'], action: 'U' },
  revoke: { ...attributes, subtype: [systems.act, 'revoke'], action: 'U' },
  verify: { ...authentication, subtype: [systems.act, 'verify'] },
  sign_in: { ...authentication, subtype: [systems.dicom, '110122'] },
  begin_sign_in: { ...authentication, subtype: [systems.act, 'begin_sign_in'] },
  sign_out: { ...authentication, subtype: [systems.dicom, '110123'] },
}

/** FHIR `audit-event-outcome`. */
export const outcomeCodes = { done: '0', refused: '8', failed: '12' } as const
