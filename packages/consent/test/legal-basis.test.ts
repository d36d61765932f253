import { epochSeconds } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import type { AccessRequest } from '../src/access-request.ts'
import { createCustodianFacts } from '../src/custodian-facts.ts'
import { decide } from '../src/decide.ts'
import type { Decision } from '../src/decision.ts'
import {
  createJurisdiction,
  type Jurisdiction,
  type JurisdictionData,
} from '../src/jurisdiction.ts'
import { agesOf } from '../src/jurisdiction-ages.ts'
import { china, healthDataSpace, optIn } from '../src/jurisdictions/index.ts'
import type { RegisteredStatement } from '../src/statement-set.ts'
import {
  anything,
  deny,
  doctor,
  hospital,
  kind,
  label,
  now,
  oncology,
  options,
  permit,
  request,
  requesterOf,
  sensitivity,
  setOf,
  statement,
} from './setting.ts'

const { combine: _, ...instants } = options

function under(
  jurisdiction: Jurisdiction,
  list: readonly RegisteredStatement[],
  asked: Partial<AccessRequest>,
): Decision {
  return decide(request(asked), setOf(list), { ...instants, jurisdiction })
}

const care = { legalBasis: 'care' } as const
const research = { legalBasis: 'secondary_use', purposes: ['HRESCH'] } as const
const restriction = (overrides: Partial<RegisteredStatement> = {}) =>
  statement(deny(), { kind: 'restriction', sequence: 2, ...overrides })

describe('decide, by the law of the European Health Data Space,', () => {
  test('lets those who treat read without a consent, and says by which rules', () => {
    expect(under(healthDataSpace, [], care)).toMatchObject({
      kind: 'permit',
      basis: 'care',
      jurisdiction: healthDataSpace.version,
      obligations: [],
    })
    expect(under(healthDataSpace, [], {}).kind).toBe('no_consent')
  })

  test.each(['restriction', 'objection'] as const)('obeys a %s against care', (kind) => {
    expect(under(healthDataSpace, [restriction({ kind })], care)).toMatchObject({
      kind: 'deny',
      code: 'consent_denied',
      trace: [{ rule: { statement: 0, path: [] } }],
    })
  })

  test('leaves out the part that a restriction is about', () => {
    const part = restriction({ terms: statement(deny({ labels: [sensitivity('PSY')] })).terms })
    const decision = under(healthDataSpace, [part], { ...care, data: [anything] })
    expect(decision).toMatchObject({ kind: 'permit', obligations: [{ kind: 'leave_out' }] })
  })

  test('lets a restriction go that was taken back', () => {
    const lifted = restriction({ withdrawnAt: epochSeconds(now - 1) })
    expect(under(healthDataSpace, [lifted], care).kind).toBe('permit')
  })

  test('lets a newer consent lift a restriction, and an older one not', () => {
    const older = statement(permit(), { sequence: 1 })
    const newer = statement(permit(), { sequence: 3 })
    expect(under(healthDataSpace, [restriction(), newer], care).kind).toBe('permit')
    expect(under(healthDataSpace, [older, restriction()], care).kind).toBe('deny')
  })

  test.each<[string, RegisteredStatement]>([
    ['of a stolen key', statement(permit(), { sequence: 3, defeated: true })],
    ['that was withdrawn', statement(permit(), { sequence: 3, withdrawnAt: now })],
    ['for something else', statement(permit({ purposes: ['HRESCH'] }), { sequence: 3 })],
    ['for less', statement(permit({ labels: [label('N')] }), { sequence: 3 })],
  ])('does not let a consent %s lift a restriction', (_, consent) => {
    expect(
      under(healthDataSpace, [restriction(), consent], { ...care, data: [anything] }).kind,
    ).toBe('deny')
  })

  test('keeps out of what a consent lifts the part that it leaves out itself', () => {
    const consent = statement(permit({}, [deny({ labels: [sensitivity('PSY')] })]), { sequence: 3 })
    const decision = under(healthDataSpace, [restriction(), consent], { ...care, data: [anything] })
    expect(decision).toMatchObject({ kind: 'permit', obligations: [{ kind: 'leave_out' }] })
  })

  test.each<[string, RegisteredStatement]>([
    ['denies', statement(deny())],
    ['was withdrawn', statement(permit(), { withdrawnAt: now })],
  ])('does not ask for a consent where one %s', (_, consent) => {
    expect(under(healthDataSpace, [consent], care).kind).toBe('permit')
  })

  test.each<[string, Partial<AccessRequest>, string]>([
    ['marketing as care', { ...care, purposes: ['HMARKT'] }, 'basis_beyond_purpose'],
    [
      'care and marketing at once',
      { ...care, purposes: ['TREAT', 'HMARKT'] },
      'basis_beyond_purpose',
    ],
    ['an emergency as care', { ...care, purposes: ['ETREAT'] }, 'basis_beyond_purpose'],
    ['passing on as care', { ...care, action: 'disclose' }, 'basis_beyond_purpose'],
    ['a basis that it does not know', { legalBasis: 'legal_obligation' }, 'basis_unavailable'],
    ['a basis that nobody knows', { legalBasis: 'because' as 'care' }, 'basis_unavailable'],
    ['an emergency that nobody has proven', { legalBasis: 'vital_interest' }, 'emergency_unproven'],
  ])('denies %s', (_, asked, code) => {
    expect(under(healthDataSpace, [], asked)).toMatchObject({ kind: 'deny', code })
  })

  test('gives nobody more than their role allows', () => {
    const requester = requesterOf({ purposes: ['HPAYMT'] })
    expect(under(healthDataSpace, [], { ...care, requester })).toMatchObject({
      kind: 'deny',
      code: 'purpose_beyond_role',
    })
  })

  test('never permits without a fresh word of the register', () => {
    const set = setOf([], { asOf: epochSeconds(now - 61) })
    const by = { ...instants, jurisdiction: healthDataSpace }
    expect(decide(request(care), set, by)).toMatchObject({ code: 'register_word_stale' })
  })

  test('lets research go on until somebody opts out, and binds it not to pass on', () => {
    expect(under(healthDataSpace, [], research)).toMatchObject({
      kind: 'permit',
      obligations: [{ kind: 'no_redisclosure' }],
    })
    const optOut = statement(deny({ purposes: ['HRESCH'] }), { kind: 'objection' })
    expect(under(healthDataSpace, [optOut], research).kind).toBe('deny')
    expect(under(healthDataSpace, [optOut], care).kind).toBe('permit')
  })
})

describe('decide, on an opt-out that names whoever keeps the data,', () => {
  const optOut = statement(deny({ purposes: ['HRESCH'] }), {
    kind: 'objection',
    grantee: { did: hospital, name: 'Example Hospital' },
    controller: hospital,
  })
  const stranger = requesterOf({ parties: [doctor, oncology] })

  test('obeys it whoever asks for them', () => {
    expect(under(healthDataSpace, [optOut], { ...research, requester: stranger }).kind).toBe('deny')
    expect(under(healthDataSpace, [optOut], research).kind).toBe('deny')
  })

  test('does not take it for one about the data of others', () => {
    const asked = { ...research, requester: stranger, custodian: oncology }
    expect(under(healthDataSpace, [optOut], asked).kind).toBe('permit')
  })

  test('takes no consent to whoever keeps the data for one to everybody, nor its denials', () => {
    const toKeeper = { grantee: { did: hospital, name: 'Example Hospital' }, controller: hospital }
    const opened = statement(permit(), toKeeper)
    expect(under(optIn, [opened], { requester: stranger }).kind).toBe('no_consent')
    const closed = statement(deny(), toKeeper)
    const own = statement(permit(), { sequence: 2, grantee: { did: oncology, name: 'Oncology' } })
    expect(under(optIn, [closed, own], { requester: stranger }).kind).toBe('permit')
  })

  test('combines it with what names the one who asks by their order', () => {
    const consent = statement(permit({ purposes: ['HRESCH'] }), { sequence: 2 })
    const asked = { purposes: ['HRESCH'] }
    expect(under(healthDataSpace, [optOut, consent], asked).kind).toBe('permit')
    const later = { ...optOut, sequence: 3 }
    expect(under(healthDataSpace, [later, consent], asked).kind).toBe('deny')
  })
})

describe('decide, by the law of China,', () => {
  test('lets those who treat read within the institution, and nobody outside it', () => {
    expect(under(china, [], care).kind).toBe('permit')
    const outside = requesterOf({ parties: [doctor, oncology] })
    expect(under(china, [], { ...care, requester: outside })).toMatchObject({
      code: 'basis_beyond_custodian',
    })
    const { custodian: _, ...keptNowhere } = request(care)
    expect(decide(keptNowhere, setOf([]), { ...instants, jurisdiction: china })).toMatchObject({
      code: 'basis_beyond_custodian',
    })
  })

  test('knows a part of the institution for the institution', () => {
    const facts = createCustodianFacts({
      memberships: [],
      partOf: [{ part: oncology, whole: hospital }],
    })
    expect(under(china, [], { ...care, custodian: oncology, facts }).kind).toBe('permit')
    expect(under(china, [], { ...care, custodian: oncology }).code).toBe('basis_beyond_custodian')
  })

  test('lets nothing that the patient forbids be outvoted, and no consent lift it', () => {
    const newer = statement(permit(), { sequence: 3 })
    expect(under(china, [restriction(), newer], {}).kind).toBe('deny')
    expect(under(china, [restriction(), newer], care).kind).toBe('deny')
  })

  test('lets reports be made that a law commands, against any statement, and binds them', () => {
    const report = { legalBasis: 'legal_obligation', purposes: ['PUBHLTH'] } as const
    expect(under(china, [restriction()], report)).toMatchObject({
      kind: 'permit',
      obligations: [{ kind: 'no_redisclosure' }],
    })
    expect(under(china, [], { ...report, purposes: ['HRESCH'] }).kind).toBe('deny')
  })
})

describe('decide, where nothing but consent is law,', () => {
  test.each(['care', 'legal_obligation', 'secondary_use'] as const)('knows no %s', (legalBasis) => {
    expect(under(optIn, [], { legalBasis })).toMatchObject({ code: 'basis_unavailable' })
    expect(decide(request({ legalBasis }), setOf([]), options)).toMatchObject({
      code: 'basis_unavailable',
    })
  })

  test('knows no break-glass', () => {
    const legalBasis = 'vital_interest'
    expect(under(optIn, [], { legalBasis }).code).toBe('emergency_forbidden')
    expect(decide(request({ legalBasis }), setOf([]), options).code).toBe('emergency_forbidden')
  })

  test('permits by consent as the combiner alone does', () => {
    const list = [statement(permit())]
    const { jurisdiction, ...decision } = under(optIn, list, {})
    expect(jurisdiction).toBe(optIn.version)
    expect(decision).toEqual(decide(request(), setOf(list), { ...options, combine: optIn.combine }))
  })
})

describe('decide', () => {
  test('takes the combiner from the jurisdiction, and none from the request', () => {
    const list = [statement(deny()), statement(permit(), { sequence: 2 })]
    const pushed = { combine: 'newest', jurisdiction: healthDataSpace } as object
    expect(under(optIn, list, pushed)).toMatchObject({ kind: 'deny', combine: 'deny_overrides' })
  })

  test('refuses rules that nobody has checked', () => {
    const jurisdiction = structuredClone(healthDataSpace) as Jurisdiction
    expect(() => under(jurisdiction, [], care)).toThrow(
      expect.objectContaining({ code: 'jurisdiction_malformed' }),
    )
  })
})

describe('createJurisdiction', () => {
  const data: JurisdictionData = {
    version: 'urn:example:law:1',
    combine: 'newest',
    bases: [{ basis: 'care', purposes: ['TREAT'], actions: ['access'], yieldsTo: [] }],
  }
  const breakGlass = {
    purposes: ['BTG'],
    actions: ['access'],
    reasons: ['unconscious'],
    maxSeconds: 60,
    overrides: [],
    duties: [{ kind: 'notify_patient', withinSeconds: 60 }],
  }

  test('copies and freezes them', () => {
    const jurisdiction = createJurisdiction(data)
    expect(jurisdiction).toEqual(data)
    expect(Object.isFrozen(jurisdiction.bases?.[0]?.purposes)).toBe(true)
    expect(createJurisdiction(JSON.parse(JSON.stringify({ ...data, breakGlass })))).toBeDefined()
  })

  test.each<[string, unknown, string]>([
    ['no combiner', { version: 'urn:example:law:1' }, '/combine'],
    ['another combiner', { ...data, combine: 'permit_overrides' }, '/combine'],
    ['no version', { ...data, version: '' }, '/version'],
    ['a member that may forbid, misspelt', { ...data, breakGlas: {} }, ''],
    [
      'consent among the bases',
      { ...data, bases: [{ ...data.bases?.[0], basis: 'consent' }] },
      '/bases/0/basis',
    ],
    [
      'a basis without purposes',
      { ...data, bases: [{ ...data.bases?.[0], purposes: [] }] },
      '/bases/0/purposes',
    ],
    [
      'a basis that yields to consents',
      { ...data, bases: [{ ...data.bases?.[0], yieldsTo: ['consent'] }] },
      '/bases/0/yieldsTo/0',
    ],
    [
      'break-glass of which the patient is not told',
      { ...data, breakGlass: { ...breakGlass, duties: [{ kind: 'no_redisclosure' }] } },
      '/breakGlass/duties',
    ],
    [
      'break-glass for ever',
      { ...data, breakGlass: { ...breakGlass, maxSeconds: 0 } },
      '/breakGlass/maxSeconds',
    ],
    [
      'a duty that is not known',
      { ...data, breakGlass: { ...breakGlass, duties: [{ kind: 'hop' }] } },
      '/breakGlass/duties/0/kind',
    ],
    [
      'a frequency without an end',
      {
        ...data,
        bases: [{ ...data.bases?.[0], duties: [{ kind: 'frequency', times: 1, perSeconds: 0 }] }],
      },
      '/bases/0/duties/0/perSeconds',
    ],
    ['an age that is none', { ...data, majorityAge: 18.5 }, '/majorityAge'],
    ['an age that everybody has', { ...data, majorityAge: 0 }, '/majorityAge'],
    [
      'a service of no data',
      { ...data, ownConsent: [{ service: 'x', fromAge: 14, purposes: ['TREAT'], data: [] }] },
      '/ownConsent/0/data',
    ],
    ['nothing', undefined, ''],
  ])('refuses %s', (_, input, place) => {
    expect(() => createJurisdiction(input as JurisdictionData)).toThrow(
      expect.objectContaining({ code: 'jurisdiction_malformed', place }),
    )
  })

  test('has the ages as data', () => {
    expect(china).toMatchObject({ majorityAge: 18, ownConsent: [{ fromAge: 14 }] })
    expect(healthDataSpace.majorityAge).toBeUndefined()
  })

  test('gives the ages to whoever verifies: no age of majority, no rules', () => {
    const agreed = { fromAge: 14, purposes: ['TREAT', 'COC', 'PATRQT'], data: '*' }
    expect(agesOf(china)).toEqual({ majorityAge: 18, ownConsent: [agreed] })
    expect(Object.isFrozen(agesOf(china)?.ownConsent)).toBe(true)
    expect(agesOf(healthDataSpace)).toBeUndefined()
    // Of a service of which nothing more is said, nobody knows what of a record it needs.
    const ownConsent = [
      { service: 'counselling', fromAge: 14 },
      { service: 'dentist', fromAge: 15, purposes: ['TREAT'] },
      { service: 'own', fromAge: 16, purposes: ['PATRQT'], data: [kind('Observation')] },
    ]
    expect(agesOf(createJurisdiction({ ...data, majorityAge: 18, ownConsent }))).toEqual({
      majorityAge: 18,
      ownConsent: [{ fromAge: 16, purposes: ['PATRQT'], data: [kind('Observation')] }],
    })
    expect(() => agesOf(structuredClone(china))).toThrow(
      expect.objectContaining({ code: 'jurisdiction_malformed' }),
    )
  })

  test('names no purpose or party that nobody knows in the three that come with it', () => {
    for (const { bases = [], breakGlass: rule } of [optIn, healthDataSpace, china]) {
      const codes = [...bases, ...(rule === undefined ? [] : [rule])].flatMap(
        (each) => each.purposes,
      )
      for (const code of codes) expect(options.vocabulary.purposes).toHaveProperty(code)
    }
  })
})
