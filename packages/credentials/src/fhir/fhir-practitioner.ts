import type { JsonObject, JsonValue } from '@fidecura/base'
import type { Coding } from '../coding.ts'
import {
  type PractitionerLicenceClaims,
  parsePractitionerLicenceClaims,
} from '../practitioner-licence.ts'
import { type FhirReading, type FhirWriting, notMappable, openResource } from './fhir-resource.ts'
import {
  conceptOf,
  extension,
  list,
  memberOf,
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
 * @throws CredentialError `fhir_malformed`; `fhir_modifier_unknown`; `fhir_not_mappable`: no
 *   qualification, several, or one without a code, or not active; `credential_claims_invalid`.
 */
export function readPractitioner(
  resource: JsonValue,
  options: ReadPractitionerOptions = {},
): FhirReading<PractitionerLicenceClaims> {
  const reader = openResource(resource, 'Practitioner', limits)
  if (reader.take('/active') === false) throw notMappable('/active')
  const count = reader.countOf('/qualification')
  const chosen = options.qualification ?? 0
  if (count === 0 || chosen >= count || (count > 1 && options.qualification === undefined)) {
    throw notMappable('/qualification')
  }
  const at = `/qualification/${chosen}`
  const texts = (kind: 'extension' | 'modifierExtension', name: string): readonly JsonValue[] =>
    reader.extensions(at, kind, name).map(({ valueString }) => valueString as JsonValue)
  const specialties = reader
    .extensions(at, 'extension', 'specialty')
    .map((one) => memberOf(one, 'valueCoding') as Coding)
  const [said] = texts('extension', 'jurisdiction')
  const jurisdiction = said ?? options.jurisdiction
  if (jurisdiction === undefined) throw notMappable(`${at}/extension`)
  const conditions = texts('modifierExtension', 'condition')
  const restricted = reader.extensions(at, 'modifierExtension', 'restricted').length > 0
  const claims = {
    name: takeName(reader, '/name'),
    regulator: takeText(reader, `${at}/issuer/display`),
    registration: takeIdentifier(reader, `${at}/identifier`),
    profession: takeConcept(reader, `${at}/code`),
    specialties: specialties.length === 0 ? undefined : specialties,
    scope: texts('modifierExtension', 'scope')[0],
    conditions: conditions.length === 0 ? undefined : conditions,
    jurisdiction,
    standing: restricted ? 'restricted' : 'active',
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
