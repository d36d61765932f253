import { encodeUtf8, type JsonObject } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import { type SourceReading, termsFromFhir } from '../src/fhir/index.ts'
import { cardiology, deny, hospital, kind, label, loinc, permit } from './setting.ts'

const references = Object.freeze({
  'Organization/cardiology': cardiology,
  'Organization/hospital': hospital,
  'DiagnosticReport/1': 'urn:record:1',
})

const participation = 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType'
const actor = (code: string, reference: string): JsonObject => ({
  role: { coding: [{ system: participation, code }] },
  reference: { reference },
})
const purpose = (code: string): JsonObject => ({
  system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason',
  code,
})
const toCardiology = actor('PRCP', 'Organization/cardiology')
const toNobody = actor('PRCP', 'Organization/elsewhere')

function r4(
  provision: JsonObject | undefined,
  base = 'OPTIN',
  changes: JsonObject = {},
): JsonObject {
  return {
    resourceType: 'Consent',
    status: 'active',
    scope: {
      coding: [
        { system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' },
      ],
    },
    category: [{ coding: [{ system: 'http://loinc.org', code: '59284-0' }] }],
    patient: { reference: 'Patient/1' },
    policyRule: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: base }],
    },
    ...(provision && { provision }),
    ...changes,
  }
}

function r5(
  provision: readonly JsonObject[],
  decision = 'permit',
  changes: JsonObject = {},
): JsonObject {
  return {
    resourceType: 'Consent',
    status: 'active',
    category: [{ coding: [{ system: 'http://loinc.org', code: '59284-0' }] }],
    subject: { reference: 'Patient/1' },
    decision,
    ...(provision.length > 0 && { provision }),
    ...changes,
  }
}

function read(resource: JsonObject): SourceReading {
  return termsFromFhir(encodeUtf8(JSON.stringify(resource)), { references })
}

const recipients = { actors: [{ role: 'recipient', did: cardiology }] } as const

describe('termsFromFhir, of R4,', () => {
  test('reads the root provision as the base rule and the nested ones as its exceptions', () => {
    const reading = read(
      r4({ actor: [toCardiology], provision: [{ type: 'deny', purpose: [purpose('HRESCH')] }] }),
    )
    expect(reading.terms.rule).toEqual(permit(recipients, [deny({ purposes: ['HRESCH'] })]))
    expect(reading).toMatchObject({
      dialect: 'R4',
      fhirVersion: 'R4',
      subjectReference: 'Patient/1',
      notes: [{ code: 'permit_narrowed', place: '/provision' }],
    })
  })

  test('refuses a long list before it is compared with others', () => {
    const many = Array.from({ length: 65 }, (_, i) => purpose(`X${i}`))
    const provision = { purpose: many, provision: [{ type: 'permit', purpose: [purpose('X0')] }] }
    expect(() => read(r4(provision, 'OPTOUT'))).toThrow(
      expect.objectContaining({ code: 'terms_too_large', place: '/provision/purpose' }),
    )
    const people = { actor: many.map(() => toCardiology), provision: [{ type: 'permit' }] }
    expect(() => read(r4(people, 'OPTOUT'))).toThrow(
      expect.objectContaining({ code: 'terms_too_large', place: '/provision/actor' }),
    )
  })

  test('reads an opt-in without provision as a permit without condition', () => {
    expect(read(r4(undefined)).terms.rule).toEqual(permit())
  })

  test('reads an opt-out as a denial of everything, and narrows what it permits by its root', () => {
    const reading = read(
      r4(
        {
          actor: [toCardiology],
          purpose: [purpose('TREAT'), purpose('HPAYMT')],
          provision: [{ type: 'permit', purpose: [purpose('TREAT'), purpose('HRESCH')] }],
        },
        'OPTOUT',
      ),
    )
    expect(reading.terms.rule).toEqual(deny({}, [permit({ ...recipients, purposes: ['TREAT'] })]))
    expect(reading.notes).toEqual([{ code: 'denial_widened', place: '/provision' }])
  })

  test('reads class, code, label and single records', () => {
    const { terms } = read(
      r4({
        class: [kind('Observation') as never],
        code: [{ coding: [loinc('11502-2') as never] }],
        securityLabel: [label('N') as never],
        data: [{ meaning: 'instance', reference: { reference: 'DiagnosticReport/1' } }],
      }),
    )
    expect(terms.rule.conditions).toEqual({
      types: [kind('Observation')],
      codes: [loinc('11502-2')],
      labels: [label('N')],
      data: [{ meaning: 'instance', reference: 'urn:record:1' }],
    })
  })

  test.each<[string, JsonObject, string, string]>([
    [
      'no policyRule',
      r4({}, 'OPTIN', { policyRule: { text: 'opt-in' } }),
      'consent_source_base_missing',
      '/policyRule',
    ],
    [
      'another scope',
      r4({}, 'OPTIN', { scope: { text: 'research' } }),
      'consent_source_scope_unsupported',
      '/scope',
    ],
    [
      'a policy elsewhere',
      r4({}, 'OPTIN', { policy: [{ uri: 'http://policy.example' }] }),
      'consent_source_policy_external',
      '/policy',
    ],
    [
      'a root type that contradicts the base',
      r4({ type: 'deny' }),
      'consent_source_rule_type',
      '/provision/type',
    ],
    [
      'a nested rule without type',
      r4({ provision: [{}] }),
      'consent_source_rule_type',
      '/provision/provision/0/type',
    ],
    [
      'a permit inside a permit',
      r4({ provision: [{ type: 'permit' }] }),
      'consent_source_rule_ambiguous',
      '/provision/provision/0',
    ],
    [
      'an element of R5',
      r4({}, 'OPTIN', { grantee: [] }),
      'consent_source_element_unknown',
      '/grantee',
    ],
    [
      'no patient',
      r4({}, 'OPTIN', { patient: { display: 'Somebody' } }),
      'consent_source_malformed',
      '/patient/reference',
    ],
  ])('refuses %s', (_, resource, code, place) => {
    expect(() => read(resource)).toThrow(expect.objectContaining({ code, place }))
  })
})

describe('termsFromFhir, of R5,', () => {
  test('negates the decision at every level', () => {
    const { terms } = read(
      r5([{ purpose: [purpose('HRESCH')], provision: [{ purpose: [purpose('DSRCH')] }] }]),
    )
    expect(terms.rule).toEqual(
      permit({}, [deny({ purposes: ['HRESCH'] }, [permit({ purposes: ['DSRCH'] })])]),
    )
  })

  test('bounds permits by grantee and period, and the denial by the period alone', () => {
    const { terms } = read(
      r5([{ purpose: [purpose('TREAT')] }], 'deny', {
        grantee: [{ reference: 'Organization/cardiology' }],
        period: { start: '2026-01-01T00:00:00Z' },
      }),
    )
    const start = Date.UTC(2026, 0, 1) / 1000
    expect(terms.rule).toEqual(
      deny({ period: { start } }, [
        permit({ ...recipients, purposes: ['TREAT'], period: { start } }),
      ]),
    )
  })

  test.each<[string, JsonObject, string, string]>([
    ['no decision', r5([], 'permit', { decision: '' }), 'consent_source_malformed', '/decision'],
    ['a decision of no kind', r5([], 'maybe'), 'consent_source_base_missing', '/decision'],
    [
      'a policy elsewhere',
      r5([], 'permit', { policyBasis: { url: 'http://policy.example' } }),
      'consent_source_policy_external',
      '/policyBasis',
    ],
    [
      'a grantee who stands for nobody',
      r5([], 'permit', { grantee: [{ reference: 'Group/1' }] }),
      'consent_source_unusable',
      '/grantee/0',
    ],
    [
      'an expression that would restrict the only permit',
      r5([{ expression: { language: 'text/fhirpath' } }], 'deny'),
      'consent_source_unusable',
      '/provision/0/expression',
    ],
  ])('refuses %s', (_, resource, code, place) => {
    expect(() => read(resource)).toThrow(expect.objectContaining({ code, place }))
  })

  test('widens a denial by an expression it cannot read, with a note', () => {
    const reading = read(
      r5([{ purpose: [purpose('HRESCH')], expression: { language: 'text/fhirpath' } }]),
    )
    expect(reading.terms.rule).toEqual(
      permit({}, [deny({ purposes: ['HRESCH'], unknown: ['expression'] })]),
    )
    expect(reading.notes).toEqual([{ code: 'condition_unknown', place: '/provision/0/expression' }])
  })
})

describe('termsFromFhir, of either,', () => {
  test.each<[string, JsonObject, string, string]>([
    [
      'a resource of another type',
      { resourceType: 'Patient' },
      'consent_source_malformed',
      '/resourceType',
    ],
    [
      'a status other than active',
      r4({}, 'OPTIN', { status: 'inactive' }),
      'consent_source_not_active',
      '/status',
    ],
    [
      'implicit rules',
      r4({}, 'OPTIN', { implicitRules: 'http://rules.example' }),
      'consent_source_implicit_rules',
      '/implicitRules',
    ],
    [
      'a modifier extension',
      r4({}, 'OPTIN', { modifierExtension: [{ url: 'urn:x' }] }),
      'consent_source_modifier',
      '/modifierExtension',
    ],
    [
      'a modifier extension deep inside',
      r4({ actor: [{ ...toCardiology, modifierExtension: [{ url: 'urn:x' }] }] }),
      'consent_source_modifier',
      '/provision/actor/0/modifierExtension',
    ],
    [
      'elements of R4 and of R5',
      r4({}, 'OPTIN', { decision: 'permit' }),
      'consent_source_version_unclear',
      '',
    ],
    ['a provision that is a list in R4', r4([] as never), 'consent_source_malformed', '/provision'],
    ['an empty list', r4({ purpose: [] }), 'consent_source_malformed', '/provision/purpose'],
    [
      'a day that no calendar has',
      r4({ period: { end: '2026-02-30' } }),
      'consent_source_malformed',
      '/provision/period/end',
    ],
    ['a period without edges', r4({ period: {} }), 'consent_source_malformed', '/provision/period'],
  ])('refuses %s', (_, resource, code, place) => {
    expect(() => read(resource)).toThrow(expect.objectContaining({ code, place }))
  })

  test.each<[string, string, string]>([
    [
      'a member named twice',
      '{"resourceType":"Consent","resourceType":"Consent"}',
      'json_duplicate_member',
    ],
    ['a byte-order mark', '\ufeff{"resourceType":"Consent"}', 'json_malformed'],
    ['garbage', '{"resourceType":', 'json_malformed'],
  ])('refuses %s', (_, text, code) => {
    expect(() => termsFromFhir(encodeUtf8(text), { references })).toThrow(
      expect.objectContaining({ code }),
    )
  })

  test('passes over plain extensions', () => {
    const extension = [{ url: 'urn:x', valueString: 'x' }]
    const provision = { extension, purpose: [purpose('TREAT')], _type: { extension } }
    expect(read(r4(provision, 'OPTIN', { extension })).terms.rule).toEqual(
      permit({ purposes: ['TREAT'] }),
    )
  })

  test('never repeats a name or value of the source in an error', () => {
    const canary = 'canary of a patient'
    const sources = [
      r4({}, 'OPTIN', { [canary]: canary }),
      r4({ type: canary }),
      r4({ [canary]: canary, actor: [toNobody] }),
      r5([], canary),
    ]
    for (const source of sources) {
      let caught: unknown
      try {
        read(source)
      } catch (error) {
        caught = error
      }
      expect(caught).toBeDefined()
      expect(`${JSON.stringify(caught)} ${String(caught)}`).not.toContain('canary')
    }
  })

  const midnight = Date.UTC(2026, 0, 1) / 1000
  test.each<[string, 'permit' | 'deny', JsonObject, object]>([
    [
      'shrinks a permit whose day has no zone',
      'permit',
      { start: '2026-01-01', end: '2026-01-01' },
      'nothing',
    ],
    [
      'shrinks a permit whose year has no zone',
      'permit',
      { start: '2026', end: '2026' },
      { start: midnight + 12 * 3600, end: midnight + 365 * 86_400 - 14 * 3600 },
    ],
    [
      'widens a denial whose day has no zone',
      'deny',
      { start: '2026-01-01', end: '2026-01-01' },
      { start: midnight - 14 * 3600, end: midnight + 86_400 + 12 * 3600 },
    ],
    [
      'widens a denial whose month has no zone',
      'deny',
      { end: '2026-01' },
      { end: midnight + 31 * 86_400 + 12 * 3600 },
    ],
    [
      'takes a permit with zone as written',
      'permit',
      { start: '2026-01-01T08:00:00+08:00', end: '2026-01-01T01:00:00Z' },
      { start: midnight, end: midnight + 3600 },
    ],
    [
      'lets a denial with zone include its last second',
      'deny',
      { end: '2026-01-01T01:00:00Z' },
      { end: midnight + 3601 },
    ],
    [
      'shrinks a permit whose time has no zone',
      'permit',
      { start: '2026-01-01T00:00:00' },
      { start: midnight + 12 * 3600 },
    ],
  ] as [string, 'permit' | 'deny', JsonObject, object][])('%s', (_, effect, period, expected) => {
    const provision: JsonObject = { period }
    // Beside the period under test stands a permit that keeps the source usable.
    const reading =
      effect === 'deny'
        ? read(r5([provision], 'permit'))
        : read(r5([provision, { purpose: [purpose('TREAT')] }], 'deny'))
    const { conditions } = reading.terms.rule.children[0] ?? permit()
    if ((expected as unknown) === 'nothing') expect(conditions).toEqual({ unknown: ['period'] })
    else expect(conditions).toEqual({ period: expected })
  })

  test('lets an unmapped reference match every denial', () => {
    const reading = read(
      r4({
        provision: [
          { type: 'deny', actor: [toCardiology, toNobody], purpose: [purpose('HRESCH')] },
        ],
      }),
    )
    expect(reading.terms.rule.children).toEqual([
      deny({ purposes: ['HRESCH'], unknown: ['actor'] }),
    ])
    expect(reading.notes).toEqual([
      { code: 'reference_unmapped', place: '/provision/provision/0/actor/1' },
    ])
  })

  test('lets an unmapped reference match no permit, while the one beside it does', () => {
    expect(read(r4({ actor: [toCardiology, toNobody] })).terms.rule).toEqual(permit(recipients))
    expect(() => read(r4({ actor: [toNobody] }))).toThrow(
      expect.objectContaining({ code: 'consent_source_unusable', place: '/provision/actor/0' }),
    )
  })

  test('takes the whole list from a denial, and the entry from a permit, where one cannot be read', () => {
    const mixed = { purpose: [purpose('HRESCH'), { system: 'urn:x', code: 'PARTY' }] }
    const denied = read(
      r4({ provision: [{ type: 'deny', ...mixed, class: [kind('Task') as never] }] }),
    )
    expect(denied.terms.rule.children).toEqual([
      deny({ types: [kind('Task')], unknown: ['purpose'] }),
    ])
    expect(read(r4(mixed)).terms.rule).toEqual(permit({ purposes: ['HRESCH'] }))
  })

  test('does not let a mapped custodian stand in for a recipient who is not', () => {
    const actors = [actor('CST', 'Organization/hospital'), toNobody]
    expect(() => read(r4({ actor: actors }))).toThrow(
      expect.objectContaining({ code: 'consent_source_unusable', place: '/provision/actor/1' }),
    )
  })

  test('does not find references among the members of every object', () => {
    expect(() => read(r4({ actor: [actor('PRCP', 'constructor')] }))).toThrow(
      expect.objectContaining({ code: 'consent_source_unusable' }),
    )
  })

  test.each<[string, JsonObject]>([
    ['a purpose of another system', { purpose: [{ system: 'urn:x', code: 'TREAT' }] }],
    [
      'an action of another system',
      { action: [{ coding: [{ system: 'urn:x', code: 'access' }] }] },
    ],
    ['a code in words', { code: [{ text: 'laboratory' }] }],
    [
      'data in a relation that FHIR does not have',
      { data: [{ meaning: 'cousin', reference: { reference: 'DiagnosticReport/1' } }] },
    ],
    ['a group that the map does not know', { actor: [actor('PRCP', 'Group/1')] }],
    [
      'an actor by name alone',
      { actor: [{ ...toCardiology, reference: { display: 'Somebody' } }] },
    ],
    ['an actor of another role', { actor: [actor('AUT', 'Organization/cardiology')] }],
    ['an element that FHIR does not have', { colour: 'red' }],
  ])('does not permit under %s, and denies whatever it says', (_, provision) => {
    expect(() => read(r4(provision))).toThrow(
      expect.objectContaining({ code: 'consent_source_unusable' }),
    )
    const denial = { class: [kind('Observation') as never], ...provision, type: 'deny' }
    const [exception] = read(r4({ provision: [denial] })).terms.rule.children
    expect(exception?.conditions.unknown).toHaveLength(1)
  })

  test('does not change what it is given', () => {
    const bytes = encodeUtf8(JSON.stringify(r4({ actor: [toCardiology] })))
    const before = bytes.slice()
    termsFromFhir(bytes, { references })
    expect(bytes).toEqual(before)
  })
})
