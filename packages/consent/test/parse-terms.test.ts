import type { JsonValue } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import { parseTerms } from '../src/index.ts'

const version = 'urn:fidecura:terms:1'
const rule = { effect: 'permit', conditions: {}, children: [] }

function withConditions(conditions: JsonValue): JsonValue {
  return { version, rule: { ...rule, conditions } }
}

function nested(depth: number): JsonValue {
  let tree: JsonValue = rule
  for (let level = 1; level < depth; level++) tree = { ...rule, children: [tree] }
  return { version, rule: tree }
}

describe('parseTerms', () => {
  test('returns a frozen copy of every kind of condition', () => {
    const conditions = {
      period: { start: -5, end: 5 },
      actors: [{ role: 'recipient', did: 'did:web:hospital.example' }],
      actions: ['access'],
      purposes: ['TREAT'],
      labels: [{ system: 'urn:x', code: 'N' }],
      types: [{ system: 'urn:x', code: 'Observation' }],
      codes: [{ system: 'urn:x', code: '1' }],
      data: [{ meaning: 'related', reference: 'urn:record:1' }],
      dataPeriod: { end: 0 },
      unknown: ['expression'],
    }
    const terms = parseTerms(withConditions(conditions))
    expect(terms.rule.conditions).toEqual(conditions)
    expect(Object.isFrozen(terms.rule.conditions.actors?.[0])).toBe(true)
  })

  test.each<[string, JsonValue, string]>([
    ['another version', { version: 'urn:fidecura:terms:2', rule }, '/version'],
    ['a member more', { version, rule, note: 1 }, ''],
    ['no rule', { version }, '/rule'],
    ['an effect of no kind', { version, rule: { ...rule, effect: 'maybe' } }, '/rule/effect'],
    ['children that are no list', { version, rule: { ...rule, children: {} } }, '/rule/children'],
    ['an unknown condition', withConditions({ place: ['x'] }), '/rule/conditions'],
    ['an empty list', withConditions({ purposes: [] }), '/rule/conditions/purposes'],
    ['a period without edges', withConditions({ period: {} }), '/rule/conditions/period'],
    [
      'a period that ends before it starts',
      withConditions({ period: { start: 2, end: 2 } }),
      '/rule/conditions/period',
    ],
    [
      'a period beyond the calendar',
      withConditions({ period: { end: 1e15 } }),
      '/rule/conditions/period',
    ],
    [
      'a letter that is not seen',
      withConditions({ labels: [{ system: 'urn:x', code: 'PSY\u034f' }] }),
      '/rule/conditions/labels/0/code',
    ],
    [
      'a letter that is written in two',
      withConditions({ codes: [{ system: 'urn:x', code: 'e\u0301' }] }),
      '/rule/conditions/codes/0/code',
    ],
    [
      'a space that is no space',
      withConditions({ data: [{ meaning: 'instance', reference: 'a\u00a0b' }] }),
      '/rule/conditions/data/0/reference',
    ],
    [
      'an actor without DID',
      withConditions({ actors: [{ role: 'recipient', did: 'Dr. Example' }] }),
      '/rule/conditions/actors/0/did',
    ],
    [
      'text that turns the reading direction',
      withConditions({ data: [{ meaning: 'instance', reference: 'a\u202eb' }] }),
      '/rule/conditions/data/0/reference',
    ],
    [
      'text with a line break, which could look like a rule of its own',
      withConditions({ codes: [{ system: 'urn:x', code: '1\n1.1 Permitted' }] }),
      '/rule/conditions/codes/0/code',
    ],
  ])('refuses %s', (_, input, place) => {
    expect(() => parseTerms(input)).toThrow(
      expect.objectContaining({ code: 'terms_malformed', place }),
    )
  })

  test.each<[string, JsonValue]>([
    ['more depth than eight rules', nested(9)],
    ['more than 256 rules', { version, rule: { ...rule, children: Array(256).fill(rule) } }],
    ['a list of more than 64 entries', withConditions({ purposes: Array(65).fill('TREAT') })],
    [
      'a text of more than 512 characters',
      withConditions({ data: [{ meaning: 'instance', reference: 'x'.repeat(513) }] }),
    ],
  ])('refuses %s', (_, input) => {
    expect(() => parseTerms(input)).toThrow(expect.objectContaining({ code: 'terms_too_large' }))
  })

  test('takes what is just within its limits', () => {
    expect(parseTerms(nested(8)).rule.effect).toBe('permit')
    const wide = { version, rule: { ...rule, children: Array(255).fill(rule) } }
    expect(parseTerms(wide).rule.children).toHaveLength(255)
  })
})
