import { describe, expect, test } from '@jest/globals'
import { decide } from '../src/decide.ts'
import { explainDecision } from '../src/explain/explain-decision.ts'
import { healthDataSpace } from '../src/jurisdictions/index.ts'
import type { RegisteredStatement } from '../src/statement-set.ts'
import { anything, deny, notes, options, permit, request, setOf, statement } from './setting.ts'

type Some = Partial<RegisteredStatement>

const guardian: Some = { by: 'guardian' }
const overriding: Some = { by: 'court_order', overrides: true }

/** Oldest first. */
function answer(...rows: readonly (readonly ['permit' | 'deny' | 'restrict', Some?])[]): string {
  const statements = rows.map(([said, more = {}], n) => {
    const kind = said === 'restrict' ? 'restriction' : 'consent'
    const rule = said === 'permit' ? permit() : deny()
    return statement(rule, { sequence: n + 1, kind, ...more })
  })
  return decide(request(), setOf(statements), options).kind
}

describe('a consent in the patient’s place', () => {
  test('permits where the patient says nothing', () => {
    expect(answer(['permit', guardian])).toBe('permit')
    expect(answer(['permit', guardian], ['permit', guardian])).toBe('permit')
  })

  test.each(['restrict', 'deny'] as const)(
    'does not stand against what the patient forbids by a statement to %s, however old',
    (said) => {
      expect(answer([said], ['permit', guardian])).toBe('deny')
      expect(answer([said], ['permit', guardian], ['permit', guardian])).toBe('deny')
      expect(answer([said], ['restrict', guardian], ['permit', guardian])).toBe('deny')
    },
  )

  test('does not bring back what the patient withdrew', () => {
    expect(answer(['permit', { withdrawnAt: options.now }], ['permit', guardian])).toBe('deny')
  })

  test('counts against the patient where the guardianship says so', () => {
    expect(answer(['restrict'], ['permit', overriding])).toBe('permit')
    expect(answer(['restrict'], ['permit', overriding], ['permit', guardian])).toBe('deny')
  })

  test('takes back what others forbade before', () => {
    expect(answer(['restrict', guardian], ['permit', guardian])).toBe('permit')
    expect(answer(['permit'], ['restrict', guardian], ['permit', guardian])).toBe('permit')
  })

  test('leaves the last word to the patient', () => {
    expect(answer(['permit', guardian], ['restrict'])).toBe('deny')
    expect(answer(['restrict', guardian], ['permit'])).toBe('permit')
    expect(answer(['restrict'], ['permit'], ['permit', guardian])).toBe('permit')
  })

  test('keeps what the patient forbids in part', () => {
    const partly = statement(deny({ codes: notes.codes ?? [] }), { kind: 'restriction' })
    const whole = statement(permit(), { sequence: 2, by: 'guardian' })
    const decision = decide(request({ data: [anything] }), setOf([partly, whole]), options)
    expect(decision).toMatchObject({ kind: 'permit' })
    expect(decision.obligations).not.toEqual([])
  })
})

describe('by the law of care, a consent in the patient’s place', () => {
  const { combine: _, ...instants } = options
  const ofCare = (...statements: readonly RegisteredStatement[]): string => {
    const asked = request({ legalBasis: 'care' })
    return decide(asked, setOf(statements), { ...instants, jurisdiction: healthDataSpace }).kind
  }
  const restriction = (sequence: number, more: Some = {}) =>
    statement(deny(), { sequence, kind: 'restriction', ...more })
  const consent = (sequence: number, more: Some = {}) => statement(permit(), { sequence, ...more })

  test('lifts nothing that the patient restricted', () => {
    expect(ofCare(restriction(1), consent(2))).toBe('permit')
    expect(ofCare(restriction(1), consent(2, guardian))).toBe('deny')
    expect(ofCare(restriction(1), consent(2, overriding))).toBe('permit')
  })

  test('lifts what others restricted', () => {
    expect(ofCare(restriction(1, guardian), consent(2, guardian))).toBe('permit')
    expect(ofCare(consent(1, guardian), restriction(2, guardian))).toBe('deny')
  })
})

test('a restriction in the patient’s place denies, as the newer one', () => {
  expect(answer(['permit'], ['restrict', guardian])).toBe('deny')
})

test('explainDecision says in whose place a statement was signed', () => {
  const set = setOf([statement(permit(), { by: 'guardian' })])
  const decision = decide(request(), set, options)
  const lines = explainDecision(decision, { set, language: 'en' }).split('\n')
  expect(lines).toContain(
    `  Signed on behalf of the patient by: a guardian (${set.statements[0]?.issuer})`,
  )
})
