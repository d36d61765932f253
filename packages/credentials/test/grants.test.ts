import type { JsonObject } from '@fidecura/base'
import { credentialTypes } from '@fidecura/credentials'
import { describe, expect, test } from '@jest/globals'
import { assertionOf } from '../src/assertion.ts'
import { assertGranted, assertNarrows } from '../src/grants.ts'
import type { IssuingAccreditationClaims } from '../src/issuing-accreditation.ts'
import { healthClaims } from './samples.ts'

/** Grants everything; each test takes one thing away. */
const everything = {
  name: 'x',
  types: '*',
  depth: 1,
  fields: '*',
  organisations: '*',
  departments: '*',
  specialties: '*',
  privileges: '*',
  purposes: '*',
  actions: '*',
  assessments: '*',
  recordSystems: '*',
  registers: '*',
} as const satisfies IssuingAccreditationClaims

function grant(type: string, changes: Partial<IssuingAccreditationClaims>, claims?: JsonObject) {
  const said = assertionOf({ types: [type], claims: claims ?? (healthClaims[type] as JsonObject) })
  return () => assertGranted(said, { ...everything, ...changes })
}

const { practitionerRole, practitionerLicence, delegationOfAuthority, proxyMandate } =
  credentialTypes
const { healthAssessment, guardianship, patientIdentity, issuingAccreditation } = credentialTypes

describe('assertGranted', () => {
  test.each(Object.values(credentialTypes).filter((type) => type !== proxyMandate))(
    'lets %s pass where everything is granted',
    (type) => {
      expect(grant(type, {})).not.toThrow()
    },
  )

  test.each<[string, string]>([
    [practitionerRole, 'organisations'],
    [practitionerRole, 'departments'],
    [practitionerRole, 'specialties'],
    [practitionerRole, 'privileges'],
    [practitionerRole, 'purposes'],
    [practitionerLicence, 'specialties'],
    [delegationOfAuthority, 'organisations'],
    [delegationOfAuthority, 'departments'],
    [delegationOfAuthority, 'actions'],
    [delegationOfAuthority, 'purposes'],
    [healthAssessment, 'organisations'],
    [healthAssessment, 'departments'],
    [healthAssessment, 'assessments'],
    [healthAssessment, 'recordSystems'],
    [guardianship, 'recordSystems'],
    [patientIdentity, 'recordSystems'],
    [practitionerLicence, 'registers'],
  ])('refuses %s whose %s are not granted', (type, member) => {
    for (const others of [[], ['urn:example:other']]) {
      expect(grant(type, { [member]: others })).toThrow(
        expect.objectContaining({ code: 'authority_value_not_granted', place: member }),
      )
    }
    const { [member as 'actions']: _, ...rest } = everything
    const said = assertionOf({ types: [type], claims: healthClaims[type] as JsonObject })
    expect(() => assertGranted(said, rest)).toThrow(
      expect.objectContaining({ code: 'authority_value_not_granted', place: member }),
    )
  })

  test('holds a guardianship to the register of the number that it gives its guardian', () => {
    const person = { system: 'urn:example:register', value: '7' }
    const claims = { ...(healthClaims[guardianship] as JsonObject), person }
    expect(grant(guardianship, { registers: ['urn:example:register'] }, claims)).not.toThrow()
    expect(grant(guardianship, { registers: ['urn:example:other'] }, claims)).toThrow(
      expect.objectContaining({ code: 'authority_value_not_granted', place: 'registers' }),
    )
  })

  test('holds no assessment to a record that its holder keeps hidden', () => {
    const { record: _, ...shown } = healthClaims[healthAssessment] as JsonObject
    expect(grant(healthAssessment, { recordSystems: [] }, shown)).not.toThrow()
  })

  test.each<[readonly string[], boolean]>([
    [Object.keys(healthClaims[practitionerLicence] ?? {}), true],
    [Object.keys(healthClaims[practitionerLicence] ?? {}).slice(1), false],
    [[], false],
  ])('holds a licence to the fields %j', (fields, right) => {
    const granted = grant(practitionerLicence, { fields })
    if (right) expect(granted).not.toThrow()
    else {
      expect(granted).toThrow(
        expect.objectContaining({ code: 'authority_value_not_granted', place: 'fields' }),
      )
    }
  })

  test('holds types of others to fields, too', () => {
    expect(grant('Other', { fields: ['colour'] }, { colour: 'blue' })).not.toThrow()
    expect(grant('Other', { fields: ['colour'] }, { colour: 'blue', size: 1 })).toThrow(
      expect.objectContaining({ place: 'fields' }),
    )
  })

  test('grants nobody mandates of patients, whatever is written', () => {
    for (const types of ['*', [proxyMandate]] as const) {
      expect(grant(proxyMandate, { types })).toThrow(
        expect.objectContaining({ code: 'authority_type_not_granted' }),
      )
    }
  })

  test('lets an accreditation pass that itself makes claims which are not among its fields', () => {
    expect(grant(issuingAccreditation, { fields: ['name', 'profession'] })).not.toThrow()
  })
})

describe('assertNarrows', () => {
  const outer: IssuingAccreditationClaims = { ...everything, fields: ['name'], depth: 2 }

  test.each([['*' as const], [['name', 'scope']], [undefined]])(
    'refuses one below fields that asks for %j of them',
    (fields) => {
      const { fields: _, ...rest } = everything
      const inner = fields === undefined ? rest : { ...rest, fields }
      expect(() => assertNarrows(inner, outer)).toThrow(
        expect.objectContaining({ code: 'authority_widened', place: 'fields' }),
      )
    },
  )

  test('lets one pass that asks for no more', () => {
    expect(() => assertNarrows({ ...everything, fields: ['name'] }, outer)).not.toThrow()
    const { fields: _, ...silent } = everything
    expect(() => assertNarrows(silent, { ...silent, depth: 2 })).not.toThrow()
    expect(() =>
      assertNarrows({ ...silent, fields: ['name'] }, { ...silent, depth: 2 }),
    ).not.toThrow()
  })

  test.each(['privileges', 'actions', 'assessments'])('refuses one that widens %s', (member) => {
    const narrow = { ...everything, depth: 2, [member]: ['one'] }
    expect(() => assertNarrows({ ...everything, [member]: ['one', 'two'] }, narrow)).toThrow(
      expect.objectContaining({ code: 'authority_widened', place: member }),
    )
  })
})
