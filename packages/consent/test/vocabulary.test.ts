import { digestOf } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import { hl7Codes, hl7Source } from '../src/hl7-codes.ts'
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

  test('puts psychiatry beside behavioural disturbances, under what is specially protected', () => {
    const broader = broaderCodes(defaultVocabulary.sensitivities, 'PSY')
    expect(broader).toContain('SPI')
    expect(broader).not.toContain('BH')
  })

  test('orders confidentiality from what anybody may see to what hardly anybody may', () => {
    expect(defaultVocabulary.confidentiality).toEqual(['U', 'L', 'M', 'N', 'R', 'V'])
  })

  test('has the tables of its source, and not what somebody wrote into them', async () => {
    const tables = JSON.stringify(hl7Codes)
    expect(await digestOf(tables)).toBe(hl7Source.digest)
    expect(defaultVocabulary).toMatchObject(hl7Codes)
    expect(defaultVocabulary.version).toContain(hl7Source.version)
  })

  test.each(['purposes', 'sensitivities'] as const)('has one root of all %s', (name) => {
    const tree = hl7Codes[name]
    const roots = Object.keys(tree).filter((code) => tree[code] === null)
    expect(roots).toHaveLength(1)
    expect(narrowerCodes(tree, roots[0] ?? '').size).toBe(Object.keys(tree).length)
  })

  test('does not take members of every object for codes', () => {
    expect(broaderCodes(defaultVocabulary.purposes, 'constructor').size).toBe(0)
  })
})
