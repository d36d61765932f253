import type { JsonObject } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import { isElementName } from '../src/fhir/element-names.ts'
import { consentCodeSystems } from '../src/terms.ts'
import { concept, party, pcf, purpose, r4, r5, read } from './fhir-resources.ts'

const start = '2026-01-01T00:00:00Z'
const masked = {
  extension: [
    { url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'masked' },
  ],
}
const other = {
  ...party('Organization/cardiology'),
  role: concept(consentCodeSystems.participation, 'CST'),
}
const to = (changes: JsonObject): JsonObject => ({
  ...party('Organization/cardiology'),
  ...changes,
})
const reference = { reference: 'Organization/cardiology' }
const number = { system: 'urn:example:licences', value: '1' }
const record = { meaning: 'instance', reference: { reference: 'DiagnosticReport/1' } }
const action = concept(consentCodeSystems.consentAction, 'access')
const loinc = concept(consentCodeSystems.loinc, '11502-2')
const normal = { system: consentCodeSystems.confidentiality, code: 'N' }

// Each is a provision that is understood, and what is added to it that nobody understands.
const rows: readonly [string, string, JsonObject, JsonObject][] = [
  ['an end that is masked', 'period', { period: { start } }, { period: { start, _end: masked } }],
  [
    'a start that is masked',
    'dataPeriod',
    { dataPeriod: { end: start } },
    { dataPeriod: { end: start, _start: masked } },
  ],
  ['a rhythm', 'period', { period: { start } }, { period: { start, repeat: 'P1D' } }],
  ['a limit of an actor', 'actor', { actor: [to({})] }, { actor: [to({ onDuty: true })] }],
  [
    'a limit of a reference',
    'actor',
    { actor: [to({ reference })] },
    { actor: [to({ reference: { ...reference, unless: 'x' } })] },
  ],
  [
    'a limit of an identifier',
    'actor',
    { actor: [to({ reference: { identifier: number } })] },
    { actor: [to({ reference: { identifier: { ...number, unless: 'x' } } })] },
  ],
  [
    'a limit of a role',
    'actor',
    { actor: [other] },
    { actor: [{ ...other, role: { ...other.role, unless: 'x' } }] },
  ],
  [
    'a limit of a purpose',
    'purpose',
    { purpose: [purpose('TREAT')] },
    { purpose: [{ ...purpose('TREAT'), notFor: 'x' }] },
  ],
  [
    'a limit of a label',
    'securityLabel',
    { securityLabel: [normal] },
    { securityLabel: [{ ...normal, unless: 'x' }] },
  ],
  [
    'a limit of an action',
    'action',
    { action: [action] },
    { action: [{ ...action, unless: 'x' }] },
  ],
  ['a limit of a code', 'code', { code: [loinc] }, { code: [{ ...loinc, unless: 'x' }] }],
  ['a limit of a record', 'data', { data: [record] }, { data: [{ ...record, unless: 'x' }] }],
  [
    'a limit of a reference to a record',
    'data',
    { data: [record] },
    { data: [{ ...record, reference: { ...record.reference, unless: 'x' } }] },
  ],
  ['labels beside none', 'securityLabel', {}, { _securityLabel: [normal] }],
  [
    'a companion of a list',
    'purpose',
    { purpose: [purpose('TREAT')] },
    {
      purpose: [purpose('TREAT')],
      _purpose: [null],
    },
  ],
]

const denying = (provision: JsonObject) =>
  read(
    r4(
      { provision: [{ type: 'deny', ...provision }] },
      { policyRule: concept(consentCodeSystems.actCode, 'OPTOUT') },
    ),
  )
const denialOf = (provision: JsonObject) => denying(provision).terms.rule.children[0]

describe('termsFromFhir, of what restricts below the first level,', () => {
  test.each(rows)('does not permit past %s', (_, name, right, wrong) => {
    expect(read(r4(right)).terms.rule.conditions.unknown).toBeUndefined()
    expect(() => read(r4(wrong))).toThrow(
      expect.objectContaining({ code: 'consent_source_unusable' }),
    )
    expect(denialOf(wrong)?.conditions.unknown).toEqual([name])
  })

  test('takes what stands beside a value that is told', () => {
    const period = { start, _start: masked, end: '2027-01-01T00:00:00Z', _end: masked, id: 'x' }
    const { conditions } = read(r4({ period })).terms.rule
    expect(conditions).toEqual({ period: { start: Date.UTC(2026) / 1000, end: expect.anything() } })
  })

  const { actCode } = consentCodeSystems
  test.each<[string, JsonObject]>([
    ['NOAUTH beside OPTIN', concept(actCode, 'OPTIN', 'NOAUTH')],
    ['OPTINR beside OPTIN', concept(actCode, 'OPTIN', 'OPTINR')],
    ['OPTIN twice', concept(actCode, 'OPTIN', 'OPTIN')],
    [
      'a code of somebody else',
      {
        coding: [
          { system: actCode, code: 'OPTIN' },
          { system: 'urn:x', code: 'restricted' },
        ],
      },
    ],
    [
      'words in place of a code',
      { coding: [{ system: actCode, code: 'OPTIN' }, { display: 'x' }] },
    ],
    ['a limit of the rule', { ...concept(actCode, 'OPTIN'), unless: 'x' }],
    ['a limit of its code', { coding: [{ system: actCode, code: 'OPTIN', unless: 'x' }] }],
  ])('refuses a base rule of %s', (_, policyRule) => {
    expect(() => read(r4({}, { policyRule }))).toThrow(
      expect.objectContaining({ code: 'consent_source_base_missing', place: '/policyRule' }),
    )
    const inPcf = pcf('Basic', { type: 'permit', purpose: [purpose('TREAT')] }, { policyRule })
    expect(() => read(inPcf)).toThrow(
      expect.objectContaining({ code: 'consent_source_policy_external', place: '/policyRule' }),
    )
  })
})

describe('termsFromFhir, of names that no element has,', () => {
  const name = 'Zhang_San_HIV_positive'

  test('repeats none in an error', () => {
    for (const resource of [r4({}, { [name]: 1 }), r5([], { [name]: 1 })]) {
      expect(() => read(resource)).toThrow(
        expect.objectContaining({ code: 'consent_source_element_unknown', place: '' }),
      )
    }
    const deep = r4({ [name]: { [name]: { modifierExtension: [] } } })
    expect(() => read(deep)).toThrow(
      expect.objectContaining({
        code: 'consent_source_modifier',
        place: '/provision/modifierExtension',
      }),
    )
  })

  test('repeats none in terms, and so in no text, and in no note', () => {
    const { terms, notes } = denying({ [name]: 1, _expression: {} })
    expect(terms.rule.children[0]?.conditions).toEqual({ unknown: ['element', 'expression'] })
    expect(JSON.stringify([terms, notes])).not.toContain('Zhang')
    expect([isElementName('expression'), isElementName('_period'), isElementName('x')]).toEqual([
      true,
      true,
      false,
    ])
  })
})
