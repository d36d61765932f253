import { inspect } from 'node:util'
import { deepFreeze, type JsonObject, type JsonValue } from '@fidecura/base'
import { CredentialError } from '@fidecura/credentials'
import {
  readOrganization,
  readPractitioner,
  readPractitionerRole,
  readRelatedPerson,
} from '@fidecura/credentials/fhir'
import { describe, expect, test } from '@jest/globals'
import { leastCpuMs } from '../../../../test/cpu.ts'

const url = (name: string): string => `urn:fidecura:fhir:${name}:1`
const text = (name: string, valueString: string): JsonObject => ({ url: url(name), valueString })
const codes = (list: string, item: string, ...values: readonly string[]): JsonObject => ({
  url: url(list),
  extension: values.map((valueCode) => ({ url: item, valueCode })),
})

const restricted = { url: url('restricted'), valueBoolean: true }
const jurisdiction = text('jurisdiction', 'CN')
const physician = { coding: [{ system: 'https://authority.example/codes', code: 'physician' }] }

const qualification: JsonObject = { extension: [jurisdiction], code: physician }
const doctor: JsonObject = {
  resourceType: 'Practitioner',
  active: true,
  name: [{ text: 'Wen Example' }],
  qualification: [qualification],
}
const qualified = (more: JsonObject): JsonObject => ({
  ...doctor,
  qualification: [{ ...qualification, ...more }],
})

const guardian: JsonObject = {
  resourceType: 'RelatedPerson',
  modifierExtension: [codes('powers', 'power', 'withdraw')],
  patient: { identifier: { system: 'https://hospital.example/records', value: 'R-0001' } },
  relationship: [
    { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-RoleCode', code: 'GUARD' }] },
  ],
}

const hospital = {
  identifier: { system: 'urn:ietf:rfc:3986', value: 'did:web:hospital.example' },
  display: 'Example Hospital',
}
const licence = {
  url: url('licence'),
  valueIdentifier: { system: 'did:web:board.example', value: 'urn:uuid:1' },
}
const role: JsonObject = {
  resourceType: 'PractitionerRole',
  extension: [{ url: url('department'), valueReference: hospital }, licence],
  modifierExtension: [codes('purposes', 'purpose', 'TREAT')],
  organization: hospital,
  code: [physician],
}

const readers = { Practitioner: readPractitioner, PractitionerRole: readPractitionerRole }
const all = { ...readers, RelatedPerson: readRelatedPerson, Organization: readOrganization }
const read = (resource: JsonObject): unknown =>
  all[resource['resourceType'] as keyof typeof all](deepFreeze(resource) as JsonValue)

test.each<[string, JsonObject, string]>([
  ['at the root', { ...doctor, modifierExtension: [restricted] }, '/modifierExtension/0'],
  [
    'on the code',
    qualified({ code: { ...physician, modifierExtension: [restricted] } }),
    '/qualification/0/code/modifierExtension/0',
  ],
  [
    'in a resource within',
    { ...doctor, contained: [{ resourceType: 'Practitioner', modifierExtension: [restricted] }] },
    '/contained/0/modifierExtension/0',
  ],
  [
    'within another limit',
    qualified({
      modifierExtension: [{ ...restricted, extension: [{ modifierExtension: [restricted] }] }],
    }),
    '/qualification/0/modifierExtension/0',
  ],
  [
    'of a guardian, on the patient',
    {
      ...guardian,
      patient: { ...(guardian['patient'] as object), modifierExtension: [restricted] },
    },
    '/patient/modifierExtension/0',
  ],
  [
    'of a role, on its organisation',
    {
      ...role,
      organization: { ...hospital, modifierExtension: [codes('purposes', 'purpose', 'HRESCH')] },
    },
    '/organization/modifierExtension/0',
  ],
])('a limit that nobody reads where it stands, %s, refuses the resource', (_, resource, place) => {
  const refused = expect.objectContaining({
    code: expect.stringMatching(/^fhir_(modifier_unknown|not_mappable)$/),
    place,
  })
  expect(() => read(resource)).toThrow(refused)
})

test('a stranger’s modifier within one of ours is found', () => {
  const inner = { url: 'https://example.com/not', valueBoolean: true }
  const limit = { ...text('scope', 'all'), modifierExtension: [inner] }
  expect(() => read(qualified({ modifierExtension: [limit] }))).toThrow(
    expect.objectContaining({
      code: 'fhir_modifier_unknown',
      place: '/qualification/0/modifierExtension/0/modifierExtension/0',
    }),
  )
})

test('the limits of one qualification are not those of another', () => {
  const other = { code: physician, modifierExtension: [restricted] }
  const both = { ...doctor, qualification: [other, qualification] }
  const standing = (chosen: number): unknown =>
    readPractitioner(deepFreeze(both), { qualification: chosen, jurisdiction: 'CN' }).claims
      .standing
  expect([0, 1].map(standing)).toEqual(['restricted', 'active'])
})

test.each<[string, JsonObject]>([
  [
    'two scopes',
    qualified({ modifierExtension: [text('scope', 'all'), text('scope', 'no surgery')] }),
  ],
  ['two jurisdictions', qualified({ extension: [jurisdiction, text('jurisdiction', 'FR')] })],
  [
    'a scope of another kind',
    qualified({ modifierExtension: [{ url: url('scope'), valueCode: 'x' }] }),
  ],
  [
    'a scope with more beside it',
    qualified({
      modifierExtension: [{ ...text('scope', 'all'), _valueString: { extension: [] } }],
    }),
  ],
  [
    'a restriction that is none',
    qualified({ modifierExtension: [{ url: url('restricted'), valueBoolean: false }] }),
  ],
  [
    'two lists of powers',
    {
      ...guardian,
      modifierExtension: [
        codes('powers', 'power', 'recover'),
        codes('powers', 'power', 'withdraw'),
      ],
    },
  ],
  [
    'powers with an end',
    {
      ...guardian,
      modifierExtension: [
        {
          url: url('powers'),
          extension: [
            { url: 'power', valueCode: 'withdraw' },
            { url: 'until', valueDate: '2001-01-01' },
          ],
        },
      ],
    },
  ],
  [
    'a power with a condition',
    {
      ...guardian,
      modifierExtension: [
        {
          url: url('powers'),
          extension: [{ url: 'power', valueCode: 'withdraw', extension: [{ url: 'only-if' }] }],
        },
      ],
    },
  ],
  [
    'two lists of purposes',
    {
      ...role,
      modifierExtension: [
        codes('purposes', 'purpose', 'TREAT'),
        codes('purposes', 'purpose', 'HRESCH'),
      ],
    },
  ],
  ['two licences', { ...role, extension: [...(role['extension'] as JsonObject[]), licence] }],
  [
    'an old licence',
    {
      ...role,
      extension: [
        (role['extension'] as readonly JsonValue[])[0] as JsonValue,
        { ...licence, valueIdentifier: { ...licence.valueIdentifier, use: 'old' } },
      ],
    },
  ],
  ['a doctor who has died', { ...doctor, deceasedBoolean: true }],
  ['a doctor who has died at a time', { ...doctor, deceasedDateTime: '2001-01-01' }],
])('%s, of which one would have to be chosen or passed over, refuse', (_, resource) => {
  expect(() => read(resource)).toThrow(expect.objectContaining({ code: 'fhir_not_mappable' }))
})

test('what is said not to be in use by a text is not taken for what is', () => {
  for (const resource of [doctor, guardian, role]) {
    expect(() => read({ ...resource, active: 'false' })).toThrow(
      expect.objectContaining({ code: 'fhir_malformed', place: '/active' }),
    )
  }
})

describe('a resource of an attacker', () => {
  const names = (count: number): JsonObject => ({
    ...doctor,
    name: [
      { text: 'x', use: 'official' },
      ...Array.from({ length: count }, () => ({ use: 'old', text: 'y' })),
    ],
  })

  test('of too many levels is refused as such', () => {
    let deep: JsonObject = {}
    for (let i = 0; i < 20_000; i++) deep = { photo: deep }
    expect(() => readPractitioner({ ...doctor, photo: deep })).toThrow(
      expect.objectContaining({ code: 'fhir_too_large' }),
    )
  })

  test('of too many values is refused as such', () => {
    expect(() => readPractitioner(names(20_000))).toThrow(
      expect.objectContaining({ code: 'fhir_too_large' }),
    )
  })

  test('takes time that grows as it does', async () => {
    const workOf = (count: number, repeated: number): Promise<number> => {
      const resource = names(count)
      return leastCpuMs(() => {
        for (let n = 0; n < repeated; n++) {
          expect(readPractitioner(resource).lost).toHaveLength(count)
        }
      })
    }
    await workOf(500, 12)
    const many = await workOf(500, 12)
    // As many names, in one resource instead of twelve: what grew with the square would take twelve times as long.
    expect((await workOf(6000, 1)) / many).toBeLessThan(6)
  })

  test('has nobody’s name put into a place, neither of an error nor of what was lost', () => {
    const name = 'Li Wei 110101199001011234'
    const { lost } = readPractitioner({ ...doctor, photo: [], [name]: 1, id: { [name]: 1 } })
    expect(lost).toEqual(['/photo', '', '/id'])
    const stranger = { [name]: [{ modifierExtension: [{ url: name }] }] }
    const refused = (): unknown => {
      try {
        return readPractitioner({ ...doctor, ...stranger })
      } catch (error) {
        return error
      }
    }
    const error = refused()
    expect(error).toMatchObject({ code: 'fhir_modifier_unknown' })
    expect(CredentialError.is(error)).toBe(true)
    const options = { depth: Number.POSITIVE_INFINITY, showHidden: true }
    expect(inspect(error, options)).not.toContain('Li Wei')
  })
})
