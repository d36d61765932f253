import { readdirSync, readFileSync } from 'node:fs'
import { deepFreeze, type JsonObject, type JsonValue } from '@fidecura/base'
import { CredentialError, credentialTypes, type NamedDid } from '@fidecura/credentials'
import {
  type FhirReading,
  readOrganization,
  readPractitioner,
  readPractitionerRole,
  readRelatedPerson,
  writeOrganization,
  writePractitioner,
  writePractitionerRole,
  writeRelatedPerson,
} from '@fidecura/credentials/fhir'
import { parseDid } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { withCorpus } from '../../../../test/with-corpus.ts'
import { healthSpecs } from '../../src/health-specs.ts'
import { namedDid } from '../../src/named-did.ts'
import { healthClaims } from '../samples.ts'
import { claimsLike } from './arbitrary-claims.ts'

const { practitionerLicence, practitionerRole, guardianship } = credentialTypes

const did = parseDid('did:web:hospital.example')
const named: NamedDid = { did, name: 'Example Hospital' }
const licence = { issuer: did, id: 'urn:uuid:3b0f1b6e-0000-4000-8000-000000000001' }
const ward = { system: 'https://hospital.example/records', value: 'R-0001' }

type Pair = readonly [
  write: (claims: never) => { readonly resource: JsonObject },
  read: (resource: JsonValue) => FhirReading<unknown>,
]
const pairs: readonly (readonly [string, ...Pair])[] = [
  [practitionerLicence, writePractitioner, readPractitioner],
  [practitionerRole, writePractitionerRole, readPractitionerRole],
  [guardianship, writeRelatedPerson, readRelatedPerson],
]

describe.each(pairs)('%s, written as FHIR and read again,', (type, write, read) => {
  test('is what it was, and nothing of it is lost', () => {
    fc.assert(
      fc.property(claimsLike(healthSpecs[type as typeof guardianship]), (valid) => {
        // A list of none is no list in FHIR, and none of what may be absent in claims.
        const claims = withoutEmptyLists(JSON.parse(JSON.stringify(valid)) as JsonObject)
        const { resource } = write(claims as never)
        const again = read(JSON.parse(JSON.stringify(resource)) as JsonValue)
        expect(again.claims).toEqual(claims)
        expect(again.lost).toEqual([])
      }),
      { numRuns: 500, seed: 5, endOnFailure: true },
    )
  })

  test('is refused with a modifier that is not known, wherever it is', () => {
    const { resource } = write(healthClaims[type] as never)
    const stranger = { url: 'http://example.com/entered-in-error', valueBoolean: true }
    const places: readonly JsonObject[] = [
      { ...resource, modifierExtension: [stranger] },
      { ...resource, name: [{ text: 'x', modifierExtension: [stranger] }] },
      { ...resource, implicitRules: 'http://example.com/rules' },
    ]
    for (const changed of places) {
      expect(() => read(deepFreeze(changed))).toThrow(
        expect.objectContaining({ code: 'fhir_modifier_unknown' }),
      )
    }
  })

  test('is refused when it is no longer active', () => {
    const { resource } = write(healthClaims[type] as never)
    expect(() => read({ ...resource, active: false })).toThrow(
      expect.objectContaining({ code: 'fhir_not_mappable', place: '/active' }),
    )
  })

  test.each([null, [], 'x', {}, { resourceType: 'Patient' }])('is not %j', (resource) => {
    expect(() => read(resource)).toThrow(expect.objectContaining({ code: 'fhir_malformed' }))
  })
})

test('an organisation, written as FHIR and read again, is what it was', () => {
  fc.assert(
    fc.property(claimsLike(namedDid), (claims) => {
      const { resource } = writeOrganization(claims as unknown as NamedDid)
      expect(readOrganization(resource)).toEqual({ claims, lost: [] })
    }),
    { endOnFailure: true },
  )
})

describe('readPractitioner', () => {
  const doctor = {
    resourceType: 'Practitioner',
    id: 'ada',
    birthDate: '1975-12-07',
    name: [
      { use: 'old', family: 'Before' },
      { prefix: ['Dr'], given: ['Ada', 'B'], family: 'Example' },
    ],
    qualification: [
      {
        identifier: [{ system: 'urn:example:register', value: 'L-1' }],
        code: {
          coding: [
            { display: 'without a code' },
            { system: 'http://terminology.hl7.org/CodeSystem/v2-0360', code: 'MD' },
          ],
          text: 'Doctor',
        },
        issuer: { display: 'Example Health Authority', reference: 'Organization/1' },
      },
    ],
  }

  test('says what it carried over, and names all else', () => {
    expect(readPractitioner(deepFreeze(doctor), { jurisdiction: 'CN-31' })).toEqual({
      claims: {
        name: 'Dr Ada B Example',
        regulator: 'Example Health Authority',
        registration: { system: 'urn:example:register', value: 'L-1' },
        profession: { system: 'http://terminology.hl7.org/CodeSystem/v2-0360', code: 'MD' },
        jurisdiction: 'CN-31',
        standing: 'active',
      },
      lost: [
        '/id',
        '/birthDate',
        '/name/0',
        '/qualification/0/code/coding/0',
        '/qualification/0/code/text',
        '/qualification/0/issuer/reference',
      ],
    })
  })

  test.each<[string, JsonObject, object, string]>([
    ['whose jurisdiction nobody names', doctor, {}, '/qualification/0/extension'],
    ['without a qualification', { resourceType: 'Practitioner' }, {}, '/qualification'],
    [
      'with two, where nobody chose',
      { ...doctor, qualification: [...doctor.qualification, ...doctor.qualification] },
      { jurisdiction: 'CN' },
      '/qualification',
    ],
    ['with one, where another was chosen', doctor, { qualification: 1 }, '/qualification'],
    [
      'whose qualification has words alone',
      { ...doctor, qualification: [{ code: { text: 'Doctor' } }] },
      { jurisdiction: 'CN' },
      '/qualification/0/code',
    ],
  ])('refuses one %s', (_, resource, options, place) => {
    expect(() => readPractitioner(resource, options)).toThrow(
      expect.objectContaining({ code: 'fhir_not_mappable', place }),
    )
  })
})

test('writers mark what limits so that nobody may overlook it', () => {
  const role = writePractitionerRole(healthClaims[practitionerRole] as never)
  expect(role.resource['modifierExtension']).toHaveLength(1)
  expect(role.extended).toEqual(['department', 'purposes', 'licence', 'privileges'])
  const doctor = writePractitioner({
    ...(healthClaims[practitionerLicence] as object),
    standing: 'restricted',
  } as never)
  const [qualification] = doctor.resource['qualification'] as readonly JsonObject[]
  expect(qualification?.['modifierExtension']).toHaveLength(3)
  expect(doctor.extended).toContain('standing')
})

describe('readRelatedPerson', () => {
  const person = {
    resourceType: 'RelatedPerson',
    patient: { reference: 'Patient/1' },
    relationship: [
      { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-RoleCode', code: 'MTH' }] },
    ],
  }
  const options = { recordOf: () => ward, powers: ['withdraw'] as const }

  test('takes a mother for a parent of the patient whose record the caller names', () => {
    expect(readRelatedPerson(deepFreeze(person), options)).toEqual({
      claims: { ward, basis: 'parent', powers: ['withdraw'] },
      lost: [],
    })
  })

  test.each<[string, JsonObject, object, string]>([
    ['of an unknown record', {}, { powers: ['withdraw'] }, '/patient'],
    ['of unknown powers', {}, { recordOf: () => ward }, '/modifierExtension'],
    [
      'that is a friend',
      {
        relationship: [
          {
            coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-RoleCode', code: 'FRND' }],
          },
        ],
      },
      options,
      '/relationship',
    ],
    [
      'that is both parent and guardian by a court',
      {
        relationship: [
          ...person.relationship,
          {
            coding: [
              { system: 'http://terminology.hl7.org/CodeSystem/v3-RoleCode', code: 'GUARD' },
            ],
          },
        ],
      },
      options,
      '/relationship',
    ],
  ])('refuses one %s', (_, changes, given, place) => {
    expect(() => readRelatedPerson({ ...person, ...changes }, given)).toThrow(
      expect.objectContaining({ code: 'fhir_not_mappable', place }),
    )
  })
})

/** What a hospital that reads resources of others knows. */
const readers: Readonly<Record<string, (resource: JsonValue) => FhirReading<unknown>>> = {
  Practitioner: (resource) => readPractitioner(resource, { jurisdiction: 'US', qualification: 0 }),
  PractitionerRole: (resource) =>
    readPractitionerRole(resource, {
      organisationOf: () => named,
      department: named,
      purposes: ['TREAT'],
      licence,
    }),
  Organization: (resource) => readOrganization(resource, { did }),
  RelatedPerson: (resource) =>
    readRelatedPerson(resource, { recordOf: () => ward, powers: ['withdraw'] }),
}

/** How many of each corpus map; all others are refused. */
const corpora: Readonly<Record<string, Readonly<Record<string, readonly [number, number]>>>> = {
  'fhir-r4-examples': {
    Organization: [13, 0],
    Practitioner: [2, 12],
    PractitionerRole: [1, 0],
    RelatedPerson: [1, 4],
  },
  'fhir-r5-examples': {
    Organization: [13, 0],
    Practitioner: [2, 15],
    PractitionerRole: [1, 0],
    RelatedPerson: [3, 4],
  },
  'ihe-pcf-json': { Organization: [2, 0], Practitioner: [0, 3] },
  // None has a qualification.
  'synthea-r4-sample': { Organization: [108, 0], Practitioner: [0, 108] },
}

for (const corpus of Object.keys(corpora)) {
  withCorpus(`FHIR resources of practitioners`, [corpus], (folder) => {
    test(`resources of ${corpus} map, or are refused with a code and a place`, () => {
      expect(resultsIn(String(folder))).toEqual(corpora[corpus])
    })
  })
}

function resultsIn(folder: string): Record<string, [number, number]> {
  const counts: Record<string, [number, number]> = {}
  for (const file of readdirSync(folder).filter((name) => /\.json"?$/.test(name))) {
    const text = readFileSync(`${folder}/${file}`, 'utf8')
    const json = JSON.parse(text) as JsonObject
    const entries = Array.isArray(json['entry']) ? (json['entry'] as readonly JsonObject[]) : []
    for (const resource of [json, ...entries.map((entry) => entry['resource'] as JsonObject)]) {
      const type = String(resource?.['resourceType'])
      const read = Object.hasOwn(readers, type) ? readers[type] : undefined
      if (read === undefined) continue
      const [right = 0, refused = 0] = counts[type] ?? []
      counts[type] = isRead(read, resource) ? [right + 1, refused] : [right, refused + 1]
    }
  }
  return counts
}

function isRead(
  read: (resource: JsonValue) => FhirReading<unknown>,
  resource: JsonObject,
): boolean {
  try {
    const { lost } = read(resource)
    expect(lost).not.toContain('/resourceType')
    return true
  } catch (error) {
    if (!CredentialError.is(error)) throw error
    expect(['fhir_not_mappable', 'fhir_modifier_unknown', 'fhir_malformed']).toContain(error.code)
    expect(error.place).toMatch(/^\//)
    return false
  }
}

function withoutEmptyLists(claims: JsonObject): JsonObject {
  const optional = ['specialties', 'privileges', 'conditions']
  return Object.fromEntries(
    Object.entries(claims).filter(
      ([name, value]) => !optional.includes(name) || (value as readonly unknown[]).length > 0,
    ),
  )
}
