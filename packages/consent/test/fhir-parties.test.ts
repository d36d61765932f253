import type { JsonObject } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import { concept, party, purpose, r4, r5, read, references } from './fhir-resources.ts'
import { cardiology, deny, hospital, permit } from './setting.ts'

const licence = { system: 'urn:example:licences', value: '1' }
const participation = 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType'
const actorOf = (reference: JsonObject): JsonObject => ({
  role: concept(participation, 'IRCP'),
  reference,
})
const actorsIn = (reference: JsonObject, map = references) =>
  read(r4({ actor: [actorOf(reference)] }), map).terms.rule.conditions.actors
const unusable = expect.objectContaining({ code: 'consent_source_unusable' })

describe('termsFromFhir, of whom a reference names,', () => {
  test('takes a DID for a party, and a URI for the members of a Group or CareTeam', () => {
    expect(actorsIn({ reference: 'Organization/cardiology' })).toEqual([
      { role: 'recipient', did: cardiology },
    ])
    const map = {
      'CareTeam/1': 'urn:example:team',
      'https://fhir.example/Group/1': 'urn:example:team',
    }
    const group = [{ role: 'recipient', group: 'urn:example:team' }]
    expect(actorsIn({ reference: 'CareTeam/1' }, map)).toEqual(group)
    expect(actorsIn({ reference: 'https://fhir.example/Group/1' }, map)).toEqual(group)
    expect(
      actorsIn({ reference: 'urn:uuid:1', type: 'Group' }, { 'urn:uuid:1': 'urn:example:team' }),
    ).toEqual(group)
  })

  test('takes a URI for nobody where the reference is to no group', () => {
    const map = { 'Practitioner/1': 'urn:example:team' }
    expect(() => actorsIn({ reference: 'Practitioner/1' }, map)).toThrow(unusable)
    expect(() =>
      actorsIn({ reference: 'Group/1' }, { 'Group/1': 'urn:example:\u200bteam' }),
    ).toThrow(unusable)
    // What the reference itself says counts before what is written beside it.
    expect(() => actorsIn({ reference: 'Practitioner/1', type: 'Group' }, map)).toThrow(unusable)
  })

  test('takes the identifier where the map does not have the reference', () => {
    const named = [{ role: 'recipient', identifier: licence }]
    expect(actorsIn({ identifier: licence })).toEqual(named)
    expect(actorsIn({ reference: 'Practitioner/elsewhere', identifier: licence })).toEqual(named)
    expect(actorsIn({ reference: 'Organization/cardiology', identifier: licence })).toEqual([
      { role: 'recipient', did: cardiology },
    ])
  })

  test.each<[string, JsonObject]>([
    ['a number of no system', { identifier: { value: '1' } }],
    ['a system without number', { identifier: { system: 'urn:example:licences' } }],
    ['a number that texts would show otherwise', { identifier: { ...licence, value: '1\u200b' } }],
    ['a name', { display: 'Somebody' }],
  ])('takes %s for nobody', (_, reference) => {
    expect(() => actorsIn(reference)).toThrow(unusable)
  })
})

describe('termsFromFhir, of data,', () => {
  test.each(['instance', 'related', 'dependents', 'authoredby'])('reads %s as it is', (meaning) => {
    const data = [{ meaning, reference: { reference: 'DiagnosticReport/1' } }]
    expect(read(r4({ data })).terms.rule.conditions.data).toEqual([
      { meaning, reference: 'urn:record:1' },
    ])
  })
})

describe('termsFromFhir, of a purpose of another code system,', () => {
  const river = { system: 'urn:example:projects', code: 'RIVER' }

  test('takes what the map says, and nothing that it does not', () => {
    expect(read(r4({ purpose: [river] })).terms.rule.conditions.purposes).toEqual(['RIVER'])
    expect(() => read(r4({ purpose: [{ ...river, code: 'SEA' }] }))).toThrow(unusable)
  })

  test('does not let the map give an ActReason code another meaning', () => {
    const map = { [`${purpose('TREAT')['system'] as string}|TREAT`]: 'HRESCH' }
    expect(read(r4({ purpose: [purpose('TREAT')] }), map).terms.rule.conditions.purposes).toEqual([
      'TREAT',
    ])
  })
})

describe('termsFromFhir, of who controls the data in R5,', () => {
  const controller = [{ reference: 'Organization/hospital' }]
  const kept = { actors: [{ role: 'custodian', did: hospital }] } as const

  test('bounds permits at the base and right below it, and no denial', () => {
    const treatment = { purpose: [purpose('TREAT')] }
    expect(read(r5([treatment], { controller })).terms.rule).toEqual(
      permit(kept, [deny({ purposes: ['TREAT'] })]),
    )
    expect(read(r5([treatment], { controller, decision: 'deny' })).terms.rule).toEqual(
      deny({}, [permit({ ...kept, purposes: ['TREAT'] })]),
    )
  })

  test('permits nothing of whoever stands for nobody', () => {
    expect(() => read(r5([], { controller: [{ reference: 'Organization/else' }] }))).toThrow(
      expect.objectContaining({ code: 'consent_source_unusable', place: '/controller/0' }),
    )
  })

  test('refuses more of them than terms can hold before they are compared with others', () => {
    const many = Array.from(
      { length: 65 },
      () => party('Organization/hospital')['reference'] as JsonObject,
    )
    expect(() => read(r5([], { controller: many }))).toThrow(
      expect.objectContaining({ code: 'terms_too_large', place: '/controller' }),
    )
  })
})
