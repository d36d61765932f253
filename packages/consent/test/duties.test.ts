import { epochSeconds, type JsonValue } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import { decide } from '../src/decide.ts'
import type { Duty } from '../src/duty.ts'
import { explainDecision, renderTerms } from '../src/explain/index.ts'
import { healthDataSpace } from '../src/jurisdictions/index.ts'
import { narrows } from '../src/narrows.ts'
import { parseTerms } from '../src/parse-terms.ts'
import { requesterView } from '../src/requester-view.ts'
import type { Rule } from '../src/terms.ts'
import {
  anything,
  ask,
  cardiology,
  deny,
  hospital,
  label,
  now,
  options,
  permit,
  record,
  request,
  setOf,
  statement,
  termsOf,
} from './setting.ts'

const erase = (days: number): Duty => ({ kind: 'erase_by', afterSeconds: days * 86_400 })
const keep: Duty = { kind: 'no_redisclosure' }
const notify: Duty = { kind: 'notify_patient', withinSeconds: 3600 }
const often = (times: number): Duty => ({ kind: 'frequency', times, perSeconds: 86_400 })
const with_ = (rule: Rule, ...duties: readonly Duty[]): Rule => ({ ...rule, duties })

describe('decide, on duties,', () => {
  test('asks for those of the permit, and says of which rule', () => {
    expect(ask(with_(permit(), erase(30), keep, notify, often(3)))).toMatchObject({
      kind: 'permit',
      obligations: [
        { kind: 'erase_by', at: now + 30 * 86_400, rule: { statement: 0, path: [] } },
        { kind: 'no_redisclosure', rule: { statement: 0, path: [] } },
        { kind: 'notify_patient', withinSeconds: 3600 },
        { kind: 'frequency', times: 3, perSeconds: 86_400 },
      ],
    })
  })

  test('asks for those of every permit on the way', () => {
    const rule = with_(permit({}, [deny({}, [with_(permit(), erase(1))])]), keep)
    expect(ask(rule).obligations.map(({ kind }) => kind)).toEqual(['no_redisclosure', 'erase_by'])
  })

  test('asks for those of a permit inside another that may or may not match', () => {
    const rule = permit({}, [with_(permit({ labels: [label('N')] }), keep)])
    expect(ask(rule, { data: [{ scope: 'item' }] }).obligations).toMatchObject([
      { kind: 'no_redisclosure' },
    ])
    expect(ask(rule, { data: [{ scope: 'item', labels: [label('R')] }] }).obligations).toEqual([])
  })

  test.each(['newest', 'deny_overrides'] as const)(
    'asks for none of an older permit that %s does not use',
    (combine) => {
      const older = statement(with_(permit(), keep))
      const newer = statement(with_(permit(), often(1)), { sequence: 2 })
      const decision = decide(request(), setOf([older, newer]), { ...options, combine })
      expect(decision.obligations).toMatchObject([{ kind: 'frequency' }])
    },
  )

  test('asks for none of a permit that only denies', () => {
    const stolen = statement(with_(permit(), keep), { sequence: 2, defeated: true })
    const set = setOf([statement(permit()), stolen])
    expect(decide(request(), set, options)).toMatchObject({ kind: 'permit', obligations: [] })
  })

  test('asks, under another legal basis, for those of the consent that lifts a restriction', () => {
    const restriction = statement(deny(), { kind: 'restriction' })
    const consent = statement(with_(permit(), keep), { sequence: 2 })
    const { combine: _, ...instants } = options
    const by = { ...instants, jurisdiction: healthDataSpace }
    const asked = request({ legalBasis: 'care' })
    expect(decide(asked, setOf([restriction, consent]), by)).toMatchObject({
      kind: 'permit',
      obligations: [{ kind: 'no_redisclosure' }],
    })
    const partial = { ...consent, terms: termsOf(with_(permit({ labels: [label('N')] }), keep)) }
    const category = request({ legalBasis: 'care', data: [anything] })
    expect(decide(category, setOf([partial]), by)).toMatchObject({
      kind: 'permit',
      obligations: [],
    })
  })

  test('tells them to whoever asks, each once, and of no rule', () => {
    const decision = ask(with_(permit({}, [with_(permit(), keep)]), keep))
    expect(decision.obligations).toHaveLength(2)
    expect(requesterView(decision)).toEqual({
      answer: 'permitted',
      duties: [{ kind: 'no_redisclosure' }],
    })
  })
})

describe('parseTerms, on duties,', () => {
  const parse = (rule: object) =>
    parseTerms({ version: 'urn:fidecura:terms:1', rule } as unknown as JsonValue)
  const parts = { effect: 'permit', conditions: {}, children: [] }

  test.each<[string, object, string]>([
    ['on a denial', { ...parts, effect: 'deny', duties: [keep] }, '/rule/duties'],
    ['that nobody knows', { ...parts, duties: [{ kind: 'hop' }] }, '/rule/duties/0/kind'],
    ['that say more', { ...parts, duties: [{ ...keep, x: 1 }] }, '/rule/duties/0'],
    ['that say less', { ...parts, duties: [{ kind: 'erase_by' }] }, '/rule/duties/0/afterSeconds'],
    ['of no length', { ...parts, duties: [{ ...often(0) }] }, '/rule/duties/0/times'],
    ['that are none', { ...parts, duties: [] }, '/rule/duties'],
    [
      'that are too many',
      { ...parts, duties: Array.from({ length: 9 }, () => keep) },
      '/rule/duties',
    ],
    ['of centuries', { ...parts, duties: [erase(99_999)] }, '/rule/duties/0/afterSeconds'],
  ])('refuses those %s', (_, rule, place) => {
    expect(() => parse(rule)).toThrow(expect.objectContaining({ code: 'terms_malformed', place }))
  })
})

describe('narrows, on duties,', () => {
  const isNarrower = (inner: Rule, outer: Rule) => narrows(termsOf(inner), termsOf(outer))

  test.each<[string, Rule, Rule, boolean]>([
    ['more of them', with_(permit(), keep, notify), with_(permit(), keep), true],
    ['fewer', with_(permit(), keep), with_(permit(), keep, notify), false],
    ['none', permit({ purposes: ['TREAT'] }), with_(permit(), keep), false],
    ['an earlier end', with_(permit(), erase(1)), with_(permit(), erase(2)), true],
    ['a later end', with_(permit(), erase(3)), with_(permit(), erase(2)), false],
    ['fewer times', with_(permit(), often(1)), with_(permit(), often(2)), true],
    ['more times', with_(permit(), often(3)), with_(permit(), often(2)), false],
    ['those of the permit above', with_(permit({}, [permit()]), keep), with_(permit(), keep), true],
    ['none in an exception', deny({}, [permit()]), deny({}, [with_(permit(), keep)]), false],
    [
      'none where the other one asks deeper',
      permit({}, [deny()]),
      permit({}, [with_(permit(), keep)]),
      false,
    ],
  ])('judges %s', (_, inner, outer, expected) => {
    expect(isNarrower(inner, outer)).toBe(expected)
  })
})

describe('renderTerms, on duties,', () => {
  const shown = {
    kind: 'consent',
    terms: termsOf(with_(permit({}, [deny()]), erase(30), keep, notify, often(3))),
    grantee: { did: cardiology, name: 'Cardiology' },
    controller: { did: hospital, name: 'Hospital' },
    record,
    validFrom: now,
    validUntil: epochSeconds(now + 1),
  } as const

  test('writes them beside the conditions, in both languages', () => {
    expect(
      renderTerms({ ...shown, language: 'en' })
        .split('\n')
        .at(-2),
    ).toBe(
      '1 Permitted: everything; to be erased within 30 days of the access; to be passed on to nobody; the patient to be told within 1 hour of the access; at most 3 accesses in 1 day; except as follows:',
    )
    expect(
      renderTerms({ ...shown, language: 'zh-CN' })
        .split('\n')
        .at(-2),
    ).toBe(
      '1 允许：全部；须在访问后30天内删除；不得转交他人；须在访问后1小时内告知患者；每1天内最多访问3次；以下情形除外：',
    )
  })

  test('explains what is to be done before why', () => {
    const set = setOf([statement(with_(permit(), erase(1), keep))])
    const lines = explainDecision(decide(request(), set, options), { set, language: 'en' })
    expect(lines.split('\n').slice(2, 5)).toEqual([
      'Obligations:',
      '- Erase everything before 2027-01-16 08:00:00 UTC.',
      '- Pass nothing on.',
    ])
  })
})
