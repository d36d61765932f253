import { epochSeconds } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import { decide } from '../src/decide.ts'
import type { RegisteredStatement } from '../src/statement-set.ts'
import {
  deny,
  label,
  loinc,
  options,
  permit,
  request,
  setOf,
  statement,
  termsOf,
} from './setting.ts'

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

  const closed = statement(permit(), {
    ...{ sequence: 3, by: 'proxy', withdrawnAt: options.at, endedBySigner: true },
  })
  const older = { ...allowed, sequence: 1 }

  test.each<[string, readonly RegisteredStatement[], 'permit' | 'deny']>([
    ['nobody else permits', [], 'deny'],
    ['the patient permits', [allowed], 'permit'],
    ['another permits', [statement(permit(), { ...guardian, sequence: 2 })], 'deny'],
    [
      'another permits, and the patient before',
      [older, statement(permit(), { ...guardian, sequence: 2 })],
      'permit',
    ],
    ['the patient took back', [older, takenBack], 'deny'],
    ['the patient forbids', [older, forbidden], 'deny'],
    [
      'another forbids, and the patient permitted before',
      [older, statement(deny(), { ...guardian, sequence: 2, kind: 'restriction' })],
      'deny',
    ],
  ])('has who gave a consent, and took it back, close what %s', (_, own, expected) => {
    expect(answer(combine, ...own, closed)).toBe(expected)
  })

  test('has it close, too, what the patient permitted, where somebody else took it back', () => {
    const { endedBySigner: _, ...byPatient } = closed
    expect(answer(combine, allowed, byPatient)).toBe('deny')
  })

  test('has it close nothing that another permitted since', () => {
    expect(answer(combine, closed, statement(permit(), { ...guardian, sequence: 4 }))).toBe(
      'permit',
    )
  })

  test('names the last of what was closed so', () => {
    const withdrawnAt = epochSeconds(options.at - 9)
    const before = { ...closed, sequence: 2, withdrawnAt }
    const decision = decide(request(), setOf([before, closed]), { ...options, combine })
    expect(decision).toMatchObject({ code: 'consent_withdrawn', withdrawnAt: options.at })
  })

  test('has it leave out no part of what the patient permits, and of what another does', () => {
    const data = [{ scope: 'category' }] as const
    const part = {
      ...closed,
      terms: termsOf(permit({ codes: [loinc('11502-2')] })),
    }
    const ask = (of: RegisteredStatement) =>
      decide(request({ data }), setOf([of, part]), { ...options, combine })
    expect(ask(allowed)).toMatchObject({ kind: 'permit', obligations: [] })
    const ofAnother = statement(permit(), { ...guardian, sequence: 2 })
    expect(ask(ofAnother)).toMatchObject({
      kind: 'permit',
      obligations: [{ kind: 'leave_out' }],
    })
  })

  test('lets a consent of the patient that is newer than all permit', () => {
    const newer = statement(permit(), { sequence: 4 })
    expect(answer(combine, takenBack, statement(permit(), proxy), newer)).toBe('permit')
  })
})
