import { credentialTypes } from '@fidecura/credentials'
import { displayClaims, displayType, labelOf } from '@fidecura/credentials/display'
import { describe, expect, test } from '@jest/globals'
import { healthSpecs } from '../../src/health-specs.ts'
import { healthClaims } from '../samples.ts'

const types = Object.values(credentialTypes)
const claimNames = (type: (typeof types)[number]): readonly string[] =>
  Object.keys(healthSpecs[type]).map((name) => name.replace('?', ''))

describe.each(types)('%s', (type) => {
  test('has a name and a label for each of its claims in both languages', () => {
    for (const locale of ['en', 'zh-CN'] as const) {
      expect(displayType(type, locale)).toMatch(
        locale === 'en' ? /^[A-Z][a-z ]+$/ : /^\p{Script=Han}+$/u,
      )
      for (const claim of claimNames(type)) {
        expect([claim, labelOf(type, claim)?.[locale]]).toEqual([claim, expect.stringMatching(/./)])
      }
    }
  })

  test('is shown whole', () => {
    const claims = healthClaims[type] ?? {}
    for (const locale of ['en', 'zh-CN'] as const) {
      const shown = displayClaims({ types: [type], claims }, locale)
      expect(shown.map(({ claim }) => claim)).toEqual(Object.keys(claims))
      for (const { values } of shown) {
        expect(values.join()).not.toMatch(/undefined|\[object|^$/)
      }
    }
  })
})

test('displayClaims says what codes mean, and shows them where it does not know', () => {
  const type = credentialTypes.practitionerRole
  const claims = { ...healthClaims[type], purposes: ['TREAT', 'toString'] }
  const shown = displayClaims({ types: [type], claims }, 'zh-CN')
  const of = (name: string) => shown.find(({ claim }) => claim === name)
  expect(of('purposes')).toEqual({
    claim: 'purposes',
    label: '允许的使用目的',
    values: ['诊疗', 'toString'],
  })
  expect(of('organisation')?.values).toEqual(['Example Hospital (hospital.example)'])
  expect(of('profession')?.values).toEqual(['17561000 (SNOMED CT)'])
  expect(of('licence')?.values).toEqual([
    expect.stringMatching(/^urn:uuid:3b0f1b6e-0000-4000-8000-000000000001 [(]\S+[)]$/),
  ])
})

test('displayClaims shows any as a word, and types by their names', () => {
  const type = credentialTypes.issuingAccreditation
  const shown = displayClaims({ types: [type], claims: healthClaims[type] ?? {} }, 'en')
  expect(shown.find(({ claim }) => claim === 'types')?.values).toEqual(['Practitioner role'])
  expect(shown.find(({ claim }) => claim === 'departments')?.values).toEqual(['Any'])
})

test.each(['Other', 'toString', '__proto__'])('the type %s of others has no words', (type) => {
  expect(displayType(type, 'en')).toBeUndefined()
  expect(displayClaims({ types: [type], claims: { colour: 'blue' } }, 'en')).toEqual([])
})
