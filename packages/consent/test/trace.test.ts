import { epochSeconds } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { AccessRequest } from '../src/access-request.ts'
import { type DecideOptions, decide } from '../src/decide.ts'
import { explainDecision, explainTrace } from '../src/explain/index.ts'
import { china, healthDataSpace } from '../src/jurisdictions/index.ts'
import type { RegisteredStatement } from '../src/statement-set.ts'
import { conditionNames, type FullTrace } from '../src/trace.ts'
import { traceDecision } from '../src/trace-decision.ts'
import { asked, categories, items, statements } from './random-terms.ts'
import {
  cardiology,
  day,
  deny,
  doctor,
  hospital,
  label,
  laboratory,
  loinc,
  now,
  oncology,
  options,
  permit,
  request,
  requesterOf,
  setOf,
  statement,
} from './setting.ts'

const { combine: _, ...instants } = options
const by = (jurisdiction: typeof china): DecideOptions => ({ ...instants, jurisdiction })

function traceOf(
  list: readonly RegisteredStatement[],
  overrides: Partial<AccessRequest> = {},
  policy: DecideOptions = options,
): FullTrace {
  return traceDecision(request(overrides), setOf(list), policy)
}

const consent = statement(permit({ purposes: ['TREAT'] }))
const restriction = statement(deny(), { kind: 'restriction', sequence: 2 })
const lasting = { ...consent, validUntil: epochSeconds(consent.validUntil + 1) }
const elsewhere = { grantee: { did: oncology, name: 'Oncology' } }

describe('traceDecision', () => {
  test('decides what decide does, of any statements and request', () => {
    fc.assert(
      fc.property(
        statements,
        asked,
        fc.array(fc.oneof(items, categories), { maxLength: 2 }),
        fc.constantFrom<DecideOptions>(options, by(china), by(healthDataSpace)),
        fc.constantFrom('consent', 'care', 'vital_interest' as const),
        (list, question, data, policy, legalBasis) => {
          const overrides = { ...question, data, legalBasis } as Partial<AccessRequest>
          const trace = traceOf(list, overrides, policy)
          const set = setOf(list)
          expect(trace.decision).toEqual(decide(request(overrides), set, policy))
          expect(trace.statements.map((each) => each.statement)).toEqual(list.map((_, n) => n))
          for (const { rule } of trace.decision.trace) {
            const questions = trace.statements[rule.statement]?.questions ?? []
            expect(questions.some(({ decided }) => decided)).toBe(true)
          }
          for (const language of ['en', 'zh-CN'] as const) {
            const shown = { set, language }
            expect(explainTrace(trace, shown)).not.toMatch(/undefined|NaN|\[object/)
            const summary = explainDecision(trace.decision, { ...shown, trace })
            expect(summary.split('\n').length).toBeLessThanOrEqual(12)
          }
        },
      ),
      { numRuns: 400 },
    )
  })

  test('is frozen to its leaves, and holds nothing of the statements but indices', () => {
    const trace = traceOf([consent])
    expect(Object.isFrozen(trace.statements[0]?.questions[0]?.rules[0]?.because)).toBe(true)
    expect(JSON.stringify(trace)).not.toContain(consent.grantee.name)
    expect(JSON.stringify(trace)).not.toContain(consent.issuer)
  })

  test.each<[string, RegisteredStatement, string]>([
    ['asked', consent, 'asked'],
    ['withdrawn', { ...consent, withdrawnAt: now }, 'withdrawn'],
    ['lifted', { ...restriction, withdrawnAt: now }, 'lifted'],
    ['about somebody else', { ...consent, ...elsewhere }, 'other_grantee'],
    ['over', { ...consent, validUntil: now }, 'ended'],
    [
      'withdrawn, of somebody else',
      { ...consent, ...elsewhere, withdrawnAt: now },
      'other_grantee',
    ],
    ['to come', { ...consent, validFrom: epochSeconds(now + 1) }, 'not_begun'],
  ])('says of a statement that it is %s', (_, each, standing) => {
    expect(traceOf([each]).statements).toMatchObject([{ statement: 0, standing }])
  })

  test('says of a statement that it came after the access', () => {
    const at = epochSeconds(now - 60)
    const trace = traceOf(
      [{ ...consent, registeredAt: now }],
      { requester: requesterOf({ at }) },
      { ...options, at },
    )
    expect(trace.statements).toMatchObject([{ standing: 'not_registered', questions: [] }])
  })

  test('says what the legal basis does not ask for, and what was not looked at', () => {
    const list = [consent, restriction]
    const care = traceOf(list, { legalBasis: 'care' }, by(china))
    expect(care.statements.map(({ standing }) => standing)).toEqual(['not_heeded', 'asked'])
    const report = { legalBasis: 'legal_obligation', purposes: ['PUBHLTH'] } as const
    const reported = traceOf(list, report, by(china))
    expect(reported.statements.map(({ standing }) => standing)).toEqual([
      'not_heeded',
      'not_heeded',
    ])
    const unlawful = traceOf(list, { legalBasis: 'care' })
    expect(unlawful.statements.map(({ standing }) => standing)).toEqual(['not_asked', 'not_asked'])
  })

  test('says which rules were reached, and which conditions keep each from applying', () => {
    const rule = permit({ purposes: ['TREAT'] }, [
      deny({ actions: ['disclose'], codes: [loinc('34109-9')] }),
      deny({ labels: [label('R')] }, [permit({ purposes: ['HRESCH'] })]),
    ])
    const item = { scope: 'item', codes: [loinc('11502-2')] } as const
    const [found] = traceOf([statement(rule)], { data: [item] }).statements
    expect(found?.questions).toEqual([
      {
        purpose: 0,
        data: 0,
        outcome: 'deny',
        decided: true,
        rules: [
          { path: [], effect: 'permit', match: 'yes', because: [] },
          { path: [0], effect: 'deny', match: 'no', because: ['actions', 'codes'] },
          { path: [1], effect: 'deny', match: 'perhaps', because: ['labels'] },
          { path: [1, 0], effect: 'permit', match: 'no', because: ['purposes'] },
        ],
      },
    ])
  })

  test.each<[string, Parameters<typeof permit>[0], Partial<AccessRequest>]>([
    ['period', { period: { end: now } }, {}],
    ['actors', { actors: [{ role: 'recipient', did: oncology }] }, {}],
    ['actions', { actions: ['disclose'] }, {}],
    ['purposes', { purposes: ['HRESCH'] }, {}],
    ['references', { data: [{ meaning: 'instance', reference: 'urn:r' }] }, {}],
    ['types', { types: [loinc('1-8')] }, {}],
    ['codes', { codes: [loinc('34109-9')] }, {}],
    ['labels', { labels: [label('N')] }, { data: [{ scope: 'item' }] }],
    ['dataPeriod', { dataPeriod: { end: 0 } }, { data: [{ scope: 'item' }] }],
    ['unknown', { unknown: ['expression'] }, {}],
    ['controller', {}, { custodian: oncology }],
  ])(
    'names the condition %s where it alone keeps a permit from applying',
    (name, conditions, more) => {
      const trace = traceOf([statement(permit(conditions))], more)
      expect(trace.statements[0]?.questions[0]?.rules[0]?.because).toEqual([name])
      expect(conditionNames).toContain(name)
      // What cannot be read no request can fulfil.
      const change = { kind: 'condition', rule: { statement: 0, path: [] }, condition: name }
      const expected = name === 'unknown' ? [] : [change]
      expect(trace.answers.change).toEqual([{ kind: 'new_consent' }, ...expected])
    },
  )

  test('answers who and what by what was asked', () => {
    const { who, what } = traceOf([consent]).answers
    expect(who).toEqual([doctor, cardiology, hospital])
    expect(what).toEqual({
      action: 'access',
      purposes: ['TREAT'],
      data: [laboratory],
      basis: 'consent',
    })
  })

  const end = { kind: 'end', statement: 0, at: consent.validUntil }
  test.each<[string, () => FullTrace, object]>([
    [
      'a permit',
      () => traceOf([consent]),
      {
        why: [{ statement: 0, path: [] }],
        since: { kind: 'registered', at: consent.registeredAt, statement: 0 },
        change: [{ kind: 'take_back', statement: 0 }, end, { kind: 'new_denial' }],
      },
    ],
    [
      'a permit that began later than it was registered',
      () => traceOf([{ ...consent, validFrom: now }]),
      {
        since: { kind: 'begun', at: now, statement: 0 },
      },
    ],
    [
      'a denial by a restriction',
      () => traceOf([{ ...restriction, sequence: 1 }]),
      {
        why: [{ statement: 0, path: [] }],
        change: [{ kind: 'new_consent' }],
      },
    ],
    [
      'a denial by a restriction above a consent',
      () => traceOf([{ ...restriction, sequence: 2 }, lasting]),
      {
        change: [{ kind: 'take_back', statement: 0 }, end, { kind: 'new_consent' }],
      },
    ],
    [
      'a denial by a consent, which no withdrawal opens',
      () => traceOf([statement(deny())]),
      {
        change: [{ kind: 'new_consent' }],
      },
    ],
    [
      'a denial by a consent above another one, which no withdrawal opens',
      () => traceOf([statement(deny(), { sequence: 2 }), lasting]),
      {
        change: [end, { kind: 'new_consent' }],
      },
    ],
    [
      'a denial by a restriction that ends together with the consent below it',
      () => traceOf([restriction, consent]),
      {
        change: [{ kind: 'take_back', statement: 0 }, { kind: 'new_consent' }],
      },
    ],
    [
      'a denial that no consent outvotes, and that ends together with the consent below it',
      () => traceOf([{ ...restriction, sequence: 1 }, consent], {}, by(china)),
      {
        change: [
          { kind: 'take_back', statement: 0 },
          { ...end, needsConsent: true },
          { kind: 'break_glass' },
        ],
      },
    ],
    [
      'a denial that no consent outvotes',
      () => traceOf([{ ...restriction, sequence: 1 }, lasting], {}, by(china)),
      {
        change: [{ kind: 'take_back', statement: 0 }, end, { kind: 'break_glass' }],
      },
    ],
    [
      'a denial that no consent outvotes, with nothing below it that permits',
      () => traceOf([restriction, statement(permit({ purposes: ['HRESCH'] }))], {}, by(china)),
      {
        change: [
          { kind: 'take_back', statement: 0, needsConsent: true },
          { ...end, needsConsent: true },
          { kind: 'break_glass' },
        ],
      },
    ],
    [
      'a denial of one purpose, where a consent permits the other one only',
      () => traceOf([restriction, consent], { purposes: ['TREAT', 'HRESCH'] }),
      {
        change: [{ kind: 'new_consent' }],
      },
    ],
    [
      'a denial by a consent that itself permits the rest, where another one does not',
      () =>
        traceOf(
          [
            statement(permit({}, [deny({ purposes: ['HRESCH'] })]), { sequence: 2 }),
            statement(permit({ purposes: ['HRESCH'] })),
          ],
          { purposes: ['TREAT', 'HRESCH'] },
        ),
      {
        change: [{ kind: 'new_consent' }],
      },
    ],
    [
      'a denial above a consent of a stolen key, which permits nothing',
      () => traceOf([restriction, { ...consent, defeated: true }]),
      {
        change: [{ kind: 'new_consent' }],
      },
    ],
    [
      'a withdrawal',
      () => traceOf([{ ...consent, withdrawnAt: now }]),
      {
        since: { kind: 'withdrawn', at: now, statement: 0 },
        change: [{ kind: 'new_consent' }],
      },
    ],
    ['nothing', () => traceOf([]), { why: [], change: [{ kind: 'new_consent' }] }],
    [
      'a consent that is over',
      () => traceOf([{ ...consent, validUntil: now }]),
      {
        since: { kind: 'ended', at: now, statement: 0 },
      },
    ],
    [
      'a word that is old',
      () => traceDecision(request(), setOf([consent], { asOf: epochSeconds(now - 90) }), options),
      {
        why: [],
        since: { kind: 'word_stale', at: now - 30 },
        change: [{ kind: 'fresh_word' }],
      },
    ],
    [
      'a presentation that is old',
      () => traceOf([consent], { requester: requesterOf({ now: epochSeconds(now - 90) }) }),
      {
        since: { kind: 'requester_stale', at: now - 30 },
        change: [{ kind: 'fresh_presentation' }],
      },
    ],
    [
      'a limit that is no number',
      () => traceOf([consent], {}, { ...options, maxAgeSeconds: Number.NaN }),
      {
        change: [{ kind: 'fresh_word' }],
      },
    ],
    [
      'a role that does not allow it',
      () => traceOf([consent], { requester: requesterOf({ purposes: ['HPAYMT'] }) }),
      {
        change: [{ kind: 'wider_role' }],
      },
    ],
  ])('answers why, since when and what would change it: %s', (_, trace, expected) => {
    expect(trace().answers).toMatchObject(expected)
  })

  test('names what does change the answer', () => {
    const { decision, answers } = traceOf([restriction, consent])
    expect(decision.kind).toBe('deny')
    expect(answers.change).toContainEqual({ kind: 'take_back', statement: 0 })
    const lifted = { ...restriction, withdrawnAt: now }
    expect(traceOf([lifted, consent]).decision.kind).toBe('permit')
    const newer = { ...consent, sequence: 3 }
    expect(traceOf([restriction, newer]).decision.kind).toBe('permit')
    const over = { ...restriction, validUntil: now }
    expect(traceOf([over, consent]).decision.kind).toBe('permit')
  })
})

describe('explainDecision, with a trace,', () => {
  const list = [consent, { ...restriction, registeredAt: epochSeconds(now - day) }]
  const trace = traceOf(list)
  const shown = { set: setOf(list), names: { [hospital]: 'Example Hospital' } }

  test('answers the five questions in English', () => {
    expect(
      explainDecision(trace.decision, { ...shown, language: 'en', trace }).split('\n'),
    ).toEqual([
      'Deny',
      'A statement of the patient denies this.',
      'About access at 2027-01-15 08:00:00 UTC; the word of the register is of 2027-01-15 08:00:00 UTC.',
      `Who: person ${doctor}; department Cardiology (${cardiology}); organisation Example Hospital (${hospital}).`,
      'What: to read; for the purpose of treatment (TREAT); about laboratory results (11502-2); relying on consent; record 0001 (urn:example:records).',
      'Since when: 2027-01-14 08:00:00 UTC, when statement 2 was registered.',
      'What would change it: the patient withdrawing statement 2; or a new consent of the patient.',
      'Statement 2: Restriction, registered 2027-01-14 08:00:00 UTC, against Cardiology (did:web:cardiology.hospital.example):',
      '  Rule 1: Denied: everything.',
    ])
  })

  test('answers them in Chinese', () => {
    const text = explainDecision(trace.decision, { ...shown, language: 'zh-CN', trace })
    expect(text.split('\n').slice(3, 7)).toEqual([
      `请求方：人员 ${doctor}；科室 Cardiology (${cardiology})；机构 Example Hospital (${hospital})。`,
      '请求内容：操作为查阅；使用目的为诊疗（TREAT）；内容为检验结果（11502-2）；依据：同意；病历号 0001 (urn:example:records)。',
      '起始时间：2027-01-14 08:00:00 UTC，自声明2登记时起。',
      '何种情况会改变结果：患者撤回声明2；或者患者作出新的同意。',
    ])
  })
})

describe('explainTrace', () => {
  test('says of every statement and rule what it did', () => {
    const list = [
      statement(permit({ purposes: ['HRESCH'], labels: [label('N')] })),
      statement(permit(), { sequence: 2, defeated: true }),
      statement(permit(), { sequence: 3, ...elsewhere }),
    ]
    const text = explainTrace(traceOf(list), { set: setOf(list), language: 'en' })
    const lines = text.split('\n')
    expect(lines.slice(lines.indexOf('Statements that there are:') + 1)).toEqual([
      '1 Consent to share, registered 2027-01-05 08:00:01 UTC, grantee Cardiology (did:web:cardiology.hospital.example): in force, and about whoever asks',
      '  for treatment (TREAT), entry 1: says nothing',
      '    Rule 1: Permitted: does not apply; because of the purpose',
      '2 Consent to share, registered 2027-01-05 08:00:02 UTC, grantee Cardiology (did:web:cardiology.hospital.example): in force, and about whoever asks',
      '  Whoever signed it is not shown to be the patient, of age, with a key that still counts: it permits nothing.',
      '  for treatment (TREAT), entry 1: says nothing',
      '    Rule 1: Permitted: applies',
      '3 Consent to share, registered 2027-01-05 08:00:03 UTC, grantee Oncology (did:web:oncology.hospital.example): about somebody else',
    ])
    const chinese = explainTrace(traceOf(list), { set: setOf(list), language: 'zh-CN' })
    expect(chinese).toContain('    第1条：允许：不适用；原因：使用目的')
  })
})
