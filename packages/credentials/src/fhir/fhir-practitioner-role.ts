import type { JsonObject, JsonValue } from '@fidecura/base'
import type { Identifier } from '../coding.ts'
import type { NamedDid } from '../named-did.ts'
import { type PractitionerRoleClaims, parsePractitionerRoleClaims } from '../practitioner-role.ts'
import { notMappable } from './fhir-places.ts'
import { withoutAbsent } from './fhir-practitioner.ts'
import {
  type FhirReading,
  type FhirWriting,
  openResource,
  type ResourceReader,
} from './fhir-resource.ts'
import {
  assertActive,
  conceptOf,
  extension,
  list,
  type OrganisationOf,
  plainIdentifier,
  referenceTo,
  takeCodes,
  takeConcept,
  takeConcepts,
  takeNamedDid,
  takeObject,
  takeOneIdentifier,
  takeText,
} from './fhir-values.ts'

/** What a PractitionerRole of others does not say, and whoever reads it must know. */
export interface ReadPractitionerRoleOptions {
  /** Which organisations references mean, where no identifier is a DID. */
  readonly organisationOf?: OrganisationOf
  /** Where no extension of ours says it: the department, what the role may ask for, and its licence. */
  readonly department?: NamedDid
  readonly purposes?: readonly string[]
  readonly licence?: PractitionerRoleClaims['licence']
}

/** A role as a PractitionerRole. The purposes limit it, so they are modifier extensions. */
export function writePractitionerRole(claims: PractitionerRoleClaims): FhirWriting {
  const { name, organisation, department, location, profession, specialties = [] } = claims
  const { privileges = [], purposes, licence } = claims
  const resource: JsonObject = {
    resourceType: 'PractitionerRole',
    extension: [
      extension('department', { valueReference: referenceTo(department) }),
      extension('licence', { valueIdentifier: { system: licence.issuer, value: licence.id } }),
      ...privileges.map((one) => extension('privilege', { valueCoding: { ...one } })),
    ],
    modifierExtension: [
      extension('purposes', {
        extension: purposes.map((purpose) => ({ url: 'purpose', valueCode: purpose })),
      }),
    ],
    active: true,
    ...(name === undefined ? {} : { practitioner: { display: name } }),
    organization: referenceTo(organisation),
    code: [conceptOf(profession)],
    ...list('specialty', specialties.map(conceptOf)),
    ...(location === undefined ? {} : { location: [placeOf(location)] }),
  }
  const extended = ['department', 'purposes', 'licence']
  return { resource, extended: privileges.length === 0 ? extended : [...extended, 'privileges'] }
}

/**
 * Reads a PractitionerRole of R4 or R5 as a role. Its period, hours and contacts are lost.
 *
 * @throws CredentialError `fhir_malformed`; `fhir_modifier_unknown`; `fhir_not_mappable`: not active,
 *   several codes or locations, or something that neither it nor the options say;
 *   `credential_claims_invalid`.
 */
export function readPractitionerRole(
  resource: JsonValue,
  options: ReadPractitionerRoleOptions = {},
): FhirReading<PractitionerRoleClaims> {
  const reader = openResource(resource, 'PractitionerRole', ['purposes'])
  assertActive(reader)
  // One of several would be a choice that nobody made.
  for (const member of ['/code', '/location']) {
    if (reader.countOf(member) > 1) throw notMappable(member)
  }
  const licence = takeObject(reader, 'licence', 'valueIdentifier')
  const specialties = takeConcepts(reader, '/specialty')
  // What is no coding after all, the schema refuses.
  const privileges = reader.extensions('', 'extension', 'privilege', 'valueCoding')
  const claims = {
    name: takeText(reader, '/practitioner/display'),
    organisation: takeNamedDid(reader, '/organization', options.organisationOf),
    department: takeDepartment(reader) ?? options.department,
    location: reader.countOf('/location') === 0 ? undefined : takePlace(reader),
    profession: takeConcept(reader, '/code/0'),
    specialties: specialties.length === 0 ? undefined : specialties,
    privileges: privileges.length === 0 ? undefined : privileges,
    purposes: takeCodes(reader, 'purposes', 'purpose') ?? options.purposes,
    licence: licence === undefined ? options.licence : licenceOf(licence),
  }
  for (const member of ['department', 'purposes', 'licence'] as const) {
    if (claims[member] === undefined) throw notMappable('/extension')
  }
  return { claims: parsePractitionerRoleClaims(withoutAbsent(claims)), lost: reader.lost() }
}

function takeDepartment(reader: ResourceReader): NamedDid | undefined {
  const found = takeObject(reader, 'department', 'valueReference')
  if (found === undefined) return undefined
  const { identifier, display, ...more } = found
  if (Object.keys(more).length > 0) throw notMappable('/extension')
  // What is no DID after all, the schema refuses.
  return { did: plainIdentifier(identifier).value, name: display } as NamedDid
}

function licenceOf(found: JsonObject): JsonObject {
  const { system, value } = plainIdentifier(found)
  return { issuer: system, id: value }
}

function placeOf(location: {
  readonly name: string
  readonly identifier?: Identifier
}): JsonObject {
  const { name, identifier } = location
  return { ...(identifier === undefined ? {} : { identifier: { ...identifier } }), display: name }
}

function takePlace(reader: ResourceReader): JsonObject {
  const name = takeText(reader, '/location/0/display')
  const identifier = takeOneIdentifier(reader, '/location/0/identifier')
  if (name === undefined) throw notMappable('/location/0')
  return { name, ...(identifier === undefined ? {} : { identifier }) }
}
