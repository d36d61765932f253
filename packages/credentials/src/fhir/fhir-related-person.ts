import type { JsonObject, JsonValue } from '@fidecura/base'
import { codeSystems } from '../code-systems.ts'
import type { Identifier } from '../coding.ts'
import {
  type GuardianPower,
  type GuardianshipClaims,
  parseGuardianshipClaims,
} from '../guardianship.ts'
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
  takeCodes,
  takeConcept,
  takeName,
  takeOneIdentifier,
  takeText,
} from './fhir-values.ts'

/** What a RelatedPerson of others does not say, and whoever reads it must know. */
export interface ReadRelatedPersonOptions {
  /** Which record a reference to a patient means, where it has no identifier. */
  readonly recordOf?: (reference: string) => Identifier | undefined
  /** What the guardian may do, where no extension of ours says it. */
  readonly powers?: readonly GuardianPower[]
}

type Basis = GuardianshipClaims['basis']

const codes: Readonly<Record<Basis, string>> = { parent: 'PRN', court: 'GUARD', agreed: 'POWATT' }

// Of v3-RoleCode: those that can only be read as one of ours.
const bases: Readonly<Record<string, Basis>> = {
  PRN: 'parent',
  FTH: 'parent',
  MTH: 'parent',
  NPRN: 'parent',
  NFTH: 'parent',
  NMTH: 'parent',
  ADOPTP: 'parent',
  ADOPTF: 'parent',
  ADOPTM: 'parent',
  GUARD: 'court',
  POWATT: 'agreed',
  HPOWATT: 'agreed',
}

/** A guardianship as a RelatedPerson. The powers limit it, so they are a modifier extension. */
export function writeRelatedPerson(claims: GuardianshipClaims): FhirWriting {
  const { ward, basis, powers, together, person, name } = claims
  const resource: JsonObject = {
    resourceType: 'RelatedPerson',
    modifierExtension: [
      extension('powers', {
        extension: powers.map((power) => ({ url: 'power', valueCode: power })),
      }),
      ...(together === undefined ? [] : [extension('together', { valueInteger: together })]),
    ],
    ...(person === undefined
      ? {}
      : { extension: [extension('person', { valueIdentifier: { ...person } })] }),
    active: true,
    patient: { identifier: { ...ward } },
    relationship: [conceptOf({ system: codeSystems.roleCode, code: codes[basis] })],
    ...(name === undefined ? {} : { name: [{ text: name }] }),
  }
  const extended = [
    'powers',
    ...(together === undefined ? [] : ['together']),
    ...(person === undefined ? [] : ['person']),
  ]
  return { resource, extended }
}

/**
 * Reads a RelatedPerson of R4 or R5 as a guardianship. That somebody is a relative makes no guardian: the
 * relationship must be a parent's, a guardian's or that of a power of attorney. Addresses, contacts and
 * the period are lost.
 *
 * @throws CredentialError `fhir_malformed`; `fhir_modifier_unknown`; `fhir_not_mappable`: another
 *   relationship, several of different meaning, not active, or without record or powers;
 *   `credential_claims_invalid`.
 */
export function readRelatedPerson(
  resource: JsonValue,
  options: ReadRelatedPersonOptions = {},
): FhirReading<GuardianshipClaims> {
  const reader = openResource(resource, 'RelatedPerson', ['powers', 'together'])
  assertActive(reader)
  const identifier = takeOneIdentifier(reader, '/patient/identifier')
  const reference = takeText(reader, '/patient/reference')
  const ward = identifier ?? (reference === undefined ? undefined : options.recordOf?.(reference))
  if (ward === undefined) throw notMappable('/patient')
  const powers = takeCodes(reader, 'powers', 'power') ?? options.powers
  if (powers === undefined) throw notMappable('/modifierExtension')
  const claims = {
    ward,
    basis: takeBasis(reader),
    powers,
    together: reader.extension('', 'modifierExtension', 'together', 'valueInteger'),
    person: reader.extension('', 'extension', 'person', 'valueIdentifier'),
    name: takeName(reader, '/name'),
  }
  return { claims: parseGuardianshipClaims(withoutAbsent(claims)), lost: reader.lost() }
}

function takeBasis(reader: ResourceReader): Basis {
  const found = new Set<Basis | undefined>()
  for (let i = 0; i < reader.countOf('/relationship'); i++) {
    const { system, code } = takeConcept(reader, `/relationship/${i}`)
    const known = system === codeSystems.roleCode && Object.hasOwn(bases, code)
    found.add(known ? bases[code] : undefined)
  }
  const [basis] = found
  if (found.size !== 1 || basis === undefined) throw notMappable('/relationship')
  return basis
}
