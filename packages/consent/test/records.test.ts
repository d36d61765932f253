import { describe, expect, test } from '@jest/globals'
import type { RequestedItem } from '../src/access-request.ts'
import { type Conditions, type ConsentCoding, type DataMeaning, termsLimits } from '../src/terms.ts'
import { type Known, known } from './conditions.ts'
import {
  anything,
  ask,
  deny,
  kind,
  label,
  loinc,
  permit,
  sensitivity,
  setOf,
  statement,
  termsOf,
} from './setting.ts'

const one = 'urn:record:1'
const two = 'urn:record:2'
const item = (fields: Partial<RequestedItem> = {}): RequestedItem => ({ scope: 'item', ...fields })

describe('decide, on a category,', () => {
  test.each([
    ['kinds', { types: [kind('Observation')] }, { types: [] }],
    ['codes', { codes: [loinc('11502-2')] }, { codes: [] }],
  ])('takes an empty list of %s for none said', (_, conditions, empty) => {
    const data = [{ scope: 'category' as const, ...empty }]
    expect(ask(permit(conditions), { data }).kind).toBe('no_consent')
    const { kind: answer, obligations } = ask(permit({}, [deny(conditions)]), { data })
    expect([answer, obligations.map((each) => each.kind)]).toEqual(['permit', ['leave_out']])
  })
})

describe('decide, on a record by reference,', () => {
  const unconnected = { record: two, related: [two], dependsOn: [two], authors: [two] }
  test.each<[DataMeaning, string, Partial<RequestedItem>, Known]>([
    ['instance', 'the record itself', { record: one }, 'yes'],
    ['instance', 'another one', { record: two }, 'no'],
    ['instance', 'another one that refers to it', { record: two, dependsOn: [one] }, 'no'],
    ['instance', 'one without reference', { related: [] }, 'unknown'],
    ['related', 'the record itself', { record: one }, 'yes'],
    ['related', 'what it refers to', { related: [one] }, 'yes'],
    ['related', 'what refers to it', { ...unconnected, dependsOn: [one] }, 'no'],
    ['related', 'one of which it is not known what refers to it', { record: two }, 'unknown'],
    ['related', 'one without reference', { related: [two] }, 'unknown'],
    ['dependents', 'the record itself', { record: one }, 'yes'],
    ['dependents', 'what refers to it', { dependsOn: [one] }, 'yes'],
    ['dependents', 'what it refers to', { ...unconnected, related: [one] }, 'no'],
    ['dependents', 'one of which it is not known what it refers to', { record: two }, 'unknown'],
    ['authoredby', 'what was written by them', { authors: [two, one] }, 'yes'],
    ['authoredby', 'what others wrote', { authors: [two] }, 'no'],
    ['authoredby', 'what nobody is known to have written', {}, 'unknown'],
    ['authoredby', 'a record of the same name', { ...unconnected, record: one }, 'no'],
  ])('%s: knows %s', (meaning, _, fields, expected) => {
    const data = [{ meaning, reference: one }]
    expect(known({ data }, { data: [item(fields)] })).toBe(expected)
  })

  test('is content with one of several references', () => {
    const data = [
      { meaning: 'authoredby', reference: one },
      { meaning: 'instance', reference: two },
    ] as const
    expect(known({ data }, { data: [item({ record: two })] })).toBe('yes')
    expect(known({ data }, { data: [item({ record: one })] })).toBe('unknown')
  })

  test('does not rely on a category to hold it, and leaves it out where it is denied', () => {
    const data = [{ meaning: 'related', reference: one }] as const
    expect(ask(permit({ data }), { data: [anything] }).kind).toBe('no_consent')
    const decision = ask(permit({}, [deny({ data })]), { data: [anything] })
    expect(decision).toMatchObject({
      kind: 'permit',
      obligations: [{ kind: 'leave_out', data: { data } }],
    })
  })
})

describe('decide, on what a record is,', () => {
  const other = (code: string): ConsentCoding => ({ system: 'urn:example:codes', code })
  test.each<[string, Conditions, Partial<RequestedItem>, Known]>([
    ['its kind', { types: [kind('Observation')] }, { types: [kind('Observation')] }, 'yes'],
    ['another kind', { types: [kind('Observation')] }, { types: [kind('Procedure')] }, 'no'],
    ['nothing of a kind that is not said', { types: [kind('Observation')] }, {}, 'unknown'],
    [
      'nothing of its class where only its resource type is said',
      { types: [kind('Procedure'), loinc('11488-4')] },
      { types: [kind('Observation')] },
      'unknown',
    ],
    ['its code', { codes: [loinc('11502-2')] }, { codes: [loinc('11502-2')] }, 'yes'],
    ['a narrower code', { codes: [loinc('34109-9')] }, { codes: [loinc('34788-0')] }, 'yes'],
    ['another code', { codes: [loinc('11502-2')] }, { codes: [loinc('34788-0')] }, 'no'],
    [
      'nothing of a broader code',
      { codes: [loinc('34788-0')] },
      { codes: [loinc('34109-9')] },
      'unknown',
    ],
    [
      'nothing of a code in another system',
      { codes: [loinc('11502-2'), other('a')] },
      { codes: [loinc('34788-0')] },
      'unknown',
    ],
    ['when it was made', { dataPeriod: { start: 5 } }, { period: { start: 5, end: 9 } }, 'yes'],
    ['when it was not', { dataPeriod: { end: 5 } }, { period: { start: 5, end: 9 } }, 'no'],
    [
      'nothing of one that lies across an edge',
      { dataPeriod: { end: 6 } },
      { period: { start: 5, end: 9 } },
      'unknown',
    ],
    ['nothing of one without time', { dataPeriod: { end: 6 } }, {}, 'unknown'],
    ['nothing of one without label', { labels: [label('N')] }, {}, 'unknown'],
    [
      'nothing of confidentiality where only sensitivity is labelled',
      { labels: [label('N')] },
      { labels: [sensitivity('HIV')] },
      'unknown',
    ],
    [
      'a sensitivity among others',
      { labels: [sensitivity('SPI')] },
      { labels: [label('R'), sensitivity('PSY')] },
      'yes',
    ],
    [
      'another sensitivity',
      { labels: [sensitivity('HIV')] },
      { labels: [sensitivity('PSY')] },
      'no',
    ],
  ])('knows %s', (_, conditions, fields, expected) => {
    expect(known(conditions, { data: [item(fields)] })).toBe(expected)
  })

  test.each<[string, 'permit' | 'deny', readonly [string, string][]]>([
    [
      'at most its label',
      'permit',
      [
        ['U', 'permit'],
        ['N', 'permit'],
        ['R', 'no_consent'],
        ['V', 'no_consent'],
      ],
    ],
    [
      'at least its label',
      'deny',
      [
        ['U', 'permit'],
        ['M', 'permit'],
        ['N', 'deny'],
        ['V', 'deny'],
      ],
    ],
  ])('takes %s in a %s', (_, effect, answers) => {
    const labels = [label('N')]
    const rule = effect === 'permit' ? permit({ labels }) : permit({}, [deny({ labels })])
    for (const [code, expected] of answers) {
      expect(ask(rule, { data: [item({ labels: [label(code)] })] }).kind).toBe(expected)
    }
  })

  test('denies what is labelled more generally than what is denied, and does not permit it', () => {
    const data = [item({ labels: [sensitivity('SPI')] })]
    expect(known({ labels: [sensitivity('PSY')] }, { data })).toBe('unknown')
  })
})

describe('decide, on rules within rules,', () => {
  const treat = { purposes: ['TREAT'] }
  function nested(depth: number): ReturnType<typeof permit> {
    const effect = depth % 2 === 0 ? deny : permit
    return depth === 1 ? permit(treat) : effect({}, [nested(depth - 1)])
  }

  test.each(Array.from({ length: termsLimits.depth }, (_, at) => at + 1))(
    'finds the one that decides %i deep',
    (depth) => {
      expect(ask(nested(depth)).kind).toBe('permit')
      const other = ask(nested(depth), { purposes: ['HPAYMT'] }).kind
      expect(other).toBe(depth === 1 ? 'no_consent' : 'deny')
    },
  )

  test('goes no deeper than terms may', () => {
    expect(() => termsOf(nested(termsLimits.depth + 1))).toThrow(
      expect.objectContaining({ code: 'terms_too_large' }),
    )
    expect(setOf([statement(nested(termsLimits.depth))]).statements).toHaveLength(1)
  })
})
