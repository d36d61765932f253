import { describe, expect, test } from '@jest/globals'
import { createVocabulary, defaultVocabulary, type VocabularyData } from '../src/index.ts'
import { broaderCodes, narrowerCodes } from '../src/vocabulary.ts'

const data: VocabularyData = Object.freeze({
  version: 'urn:example:1',
  purposes: { A: null, B: 'A' },
  emergencyPurposes: ['B'],
  confidentiality: ['N', 'R'],
  sensitivities: {},
  codes: {},
})

describe('createVocabulary', () => {
  test.each<[string, Partial<VocabularyData>, string]>([
    ['a cycle', { purposes: { A: 'B', B: 'A' } }, 'purposes'],
    ['a parent that is not there', { sensitivities: { A: 'Z' } }, 'sensitivities'],
    ['a rank given twice', { confidentiality: ['N', 'N'] }, 'confidentiality'],
    ['an emergency purpose that is none', { emergencyPurposes: ['Z'] }, 'emergencyPurposes'],
    ['a cycle among codes', { codes: { 'urn:x': { A: 'A' } } }, 'urn:x'],
  ])('refuses %s', (_, change, place) => {
    expect(() => createVocabulary({ ...data, ...change })).toThrow(
      expect.objectContaining({ code: 'vocabulary_malformed', place }),
    )
  })

  test('copies and freezes what it is given', () => {
    const vocabulary = createVocabulary(data)
    expect(vocabulary.purposes).not.toBe(data.purposes)
    expect(Object.isFrozen(vocabulary.purposes)).toBe(true)
  })
})

describe('defaultVocabulary', () => {
  test('puts clinical trials under research, as ActReason does', () => {
    expect(narrowerCodes(defaultVocabulary.purposes, 'HRESCH')).toContain('CLINTRCHPC')
  })

  test('puts break-glass under emergency treatment under treatment', () => {
    expect([...broaderCodes(defaultVocabulary.purposes, 'BTG')]).toEqual([
      'ETREAT',
      'TREAT',
      'PurposeOfUse',
    ])
  })

  test('puts psychiatry under behavioural health', () => {
    expect(broaderCodes(defaultVocabulary.sensitivities, 'PSY')).toContain('BH')
  })

  test('does not take members of every object for codes', () => {
    expect(broaderCodes(defaultVocabulary.purposes, 'constructor').size).toBe(0)
  })
})
