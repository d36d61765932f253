import type { JsonObject, JsonValue } from '@fidecura/base'
import {
  type PractitionerLicenceClaims,
  parsePractitionerLicenceClaims,
} from '../practitioner-licence.ts'
import { notMappable } from './fhir-places.ts'
import { type FhirReading, type FhirWriting, openResource } from './fhir-resource.ts'
import {
  assertActive,
  conceptOf,
  extension,
  list,
  takeConcept,
  takeIdentifier,
  takeName,
  takeText,
} from './fhir-values.ts'

/** What a Practitioner does not say, and whoever reads it must know. */
export interface ReadPractitionerOptions {
  /** Which of the qualifications is the licence. Needed if there are several. */
  readonly qualification?: number
  /** ISO 3166-1 or 3166-2, where no extension of ours says it. */
  readonly jurisdiction?: string
}

const limits = ['scope', 'condition', 'restricted']

/**
 * A licence as a Practitioner with one qualification. What limits it is a modifier extension, which
 * nobody may overlook.
 */
export function writePractitioner(claims: PractitionerLicenceClaims): FhirWriting {
  const { name, regulator, registration, profession, specialties, scope, revalidation } = claims
  const { conditions = [], jurisdiction, standing } = claims
  const modifiers = [
    ...(scope === undefined ? [] : [extension('scope', { valueString: scope })]),
    ...conditions.map((condition) => extension('condition', { valueString: condition })),
    ...(standing === 'restricted' ? [extension('restricted', { valueBoolean: true })] : []),
  ]
  const qualification: JsonObject = {
    extension: [
      extension('jurisdiction', { valueString: jurisdiction }),
      ...(specialties ?? []).map((one) => extension('specialty', { valueCoding: { ...one } })),
    ],
    ...list('modifierExtension', modifiers),
    ...(registration === undefined ? {} : { identifier: [{ ...registration }] }),
    code: conceptOf(profession),
    ...(revalidation === undefined ? {} : { period: { end: revalidation } }),
    ...(regulator === undefined ? {} : { issuer: { display: regulator } }),
  }
  const resource = {
    resourceType: 'Practitioner',
    active: true,
    ...(name === undefined ? {} : { name: [{ text: name }] }),
    qualification: [qualification],
  }
  const extended = ['jurisdiction', 'specialties', 'scope', 'conditions', 'standing']
  return {
    resource,
    extended: extended.filter(
      (member) =>
        claims[member as 'scope'] !== undefined && (member !== 'standing' || standing !== 'active'),
    ),
  }
}

/**
 * Reads a Practitioner of R4 or R5 as a licence. Its birth date, addresses and the like are lost, since a
 * licence does not tell them; other qualifications are lost, too.
 *
 * @throws CredentialError `fhir_malformed`; `fhir_too_large`; `fhir_modifier_unknown`;
 *   `fhir_not_mappable`: no qualification, several, or one without a code, not active or dead, or limits
 *   that say more than one thing; `credential_claims_invalid`.
 */
export function readPractitioner(
  resource: JsonValue,
  options: ReadPractitionerOptions = {},
): FhirReading<PractitionerLicenceClaims> {
  const reader = openResource(resource, 'Practitioner', limits)
  assertActive(reader)
  if ((reader.take('/deceasedBoolean') ?? false) !== false) throw notMappable('/deceasedBoolean')
  if (reader.peek('/deceasedDateTime') !== undefined) throw notMappable('/deceasedDateTime')
  const count = reader.countOf('/qualification')
  const chosen = options.qualification ?? 0
  if (count === 0 || chosen >= count || (count > 1 && options.qualification === undefined)) {
    throw notMappable('/qualification')
  }
  const at = `/qualification/${chosen}`
  for (let i = 0; i < count; i++) if (i !== chosen) reader.setAside(`/qualification/${i}`)
  // What is no coding after all, the schema refuses.
  const specialties = reader.extensions(at, 'extension', 'specialty', 'valueCoding')
  const said = reader.extension(at, 'extension', 'jurisdiction', 'valueString')
  const jurisdiction = said ?? options.jurisdiction
  if (jurisdiction === undefined) throw notMappable(`${at}/extension`)
  const limit = 'modifierExtension'
  const conditions = reader.extensions(at, limit, 'condition', 'valueString')
  const restricted = reader.extension(at, limit, 'restricted', 'valueBoolean')
  if (restricted !== undefined && restricted !== true) throw notMappable(`${at}/${limit}`)
  const claims = {
    name: takeName(reader, '/name'),
    regulator: takeText(reader, `${at}/issuer/display`),
    registration: takeIdentifier(reader, `${at}/identifier`),
    profession: takeConcept(reader, `${at}/code`),
    specialties: specialties.length === 0 ? undefined : specialties,
    scope: reader.extension(at, limit, 'scope', 'valueString'),
    conditions: conditions.length === 0 ? undefined : conditions,
    jurisdiction,
    standing: restricted === true ? 'restricted' : 'active',
    revalidation: takeText(reader, `${at}/period/end`),
  }
  return { claims: parsePractitionerLicenceClaims(withoutAbsent(claims)), lost: reader.lost() }
}

/** Members that are undefined are not there in JSON. */
export function withoutAbsent(members: Readonly<Record<string, unknown>>): JsonObject {
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined),
  ) as JsonObject
}
