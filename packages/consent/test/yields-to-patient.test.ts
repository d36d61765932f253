import { describe, expect, test } from '@jest/globals'
import { decide } from '../src/decide.ts'
import type { RegisteredStatement } from '../src/statement-set.ts'
import { deny, label, options, permit, request, setOf, statement } from './setting.ts'

const proxy = { sequence: 3, by: 'proxy' } as const
const guardian = { sequence: 3, by: 'guardian', overrides: true } as const
const takenBack = statement(permit(), { sequence: 2, withdrawnAt: options.at })
const forbidden = statement(deny(), { sequence: 2, kind: 'restriction' })
const allowed = statement(permit(), { sequence: 2 })

function answer(combine: 'newest' | 'deny_overrides', ...list: readonly RegisteredStatement[]) {
  return decide(request(), setOf(list), { ...options, combine }).kind
}

describe.each(['newest', 'deny_overrides'] as const)('decide, by %s,', (combine) => {
  test.each<[string, RegisteredStatement, 'permit' | 'deny']>([
    ['what the patient took back', takenBack, 'deny'],
    ['what the patient forbids', forbidden, 'deny'],
    ['what the patient permits, too', allowed, 'permit'],
  ])('lets a newer consent of a proxy yield to %s', (_, own, expected) => {
    expect(answer(combine, own, statement(permit(), proxy))).toBe(expected)
  })

  test('lets a guardian override what the patient took back, where the guardianship says so', () => {
    expect(answer(combine, takenBack, statement(permit(), guardian))).toBe('permit')
  })

  test('asks for the newest of the patient’s own words alone', () => {
    const older = { ...takenBack, sequence: 1 }
    expect(answer(combine, older, allowed, statement(permit(), proxy))).toBe('permit')
  })

  test('takes what the patient permits in part for no word about the rest', () => {
    const data = [{ scope: 'category' }] as const
    const part = statement(permit({ labels: [label('N')] }), { sequence: 2 })
    const list = [{ ...takenBack, sequence: 1 }, part, statement(permit(), proxy)]
    const { kind } = decide(request({ data }), setOf(list), { ...options, combine })
    expect(kind).toBe('deny')
  })

  test('lets a consent of the patient that is newer than all permit', () => {
    const newer = statement(permit(), { sequence: 4 })
    expect(answer(combine, takenBack, statement(permit(), proxy), newer)).toBe('permit')
  })
})
