import { epochSeconds } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import type { DutyObligation } from '../src/decision.ts'
import { explainDuties, plainNameOf } from '../src/explain/index.ts'
import { consentCodeSystems } from '../src/terms.ts'

const duties: readonly DutyObligation[] = Object.freeze([
  { kind: 'erase_by', at: epochSeconds(1_800_000_000) } as const,
  { kind: 'no_redisclosure' } as const,
  { kind: 'notify_patient', withinSeconds: 86_400 } as const,
  { kind: 'frequency', times: 2, perSeconds: 3600 } as const,
])

describe('explainDuties', () => {
  test('says one line a duty, in either language', () => {
    const english = explainDuties(duties, { language: 'en' })
    const chinese = explainDuties(duties, { language: 'zh-CN' })
    expect(english).toHaveLength(4)
    expect(english.join('\n')).toMatch(/2027-01-15.*1 day/s)
    expect(chinese).toHaveLength(4)
    for (const line of chinese) expect(line).toMatch(/\p{Script=Han}/u)
    expect(Object.isFrozen(english)).toBe(true)
  })
})

describe('plainNameOf', () => {
  const { loinc } = consentCodeSystems

  test('names a code without the code, in either language', () => {
    const coding = { system: loinc, code: '11502-2' }
    expect(plainNameOf(coding, 'en')).toBe('laboratory results')
    expect(plainNameOf(coding, 'zh-CN')).toBe('检验结果')
  })

  test('shows a code without a name as itself, in quotation marks where it could pass for words', () => {
    expect(plainNameOf({ system: loinc, code: '1-1' }, 'en')).toBe('1-1')
    expect(plainNameOf({ system: loinc, code: 'all of it' }, 'en')).toBe('“all of it”')
    expect(plainNameOf({ system: loinc, code: 'constructor' }, 'en')).toBe('constructor')
  })
})
