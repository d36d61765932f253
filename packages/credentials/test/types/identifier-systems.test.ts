import {
  identifierSystems,
  parseChinesePracticeNumber,
  parseRegisterIdentifier,
} from '@fidecura/credentials'
import { describe, expect, test } from '@jest/globals'

const malformed = expect.objectContaining({ code: 'identifier_malformed' })

describe('parseChinesePracticeNumber', () => {
  test('reads level, category, region and serial number', () => {
    expect(parseChinesePracticeNumber('110310115000123')).toEqual({
      level: 'physician',
      category: '10',
      region: '310115',
      serial: '000123',
    })
    expect(parseChinesePracticeNumber('241440300000007').level).toBe('assistant')
  })

  test.each<[string, unknown]>([
    ['fourteen digits', '11031011500012'],
    ['sixteen digits', '1103101150001234'],
    ['a letter', '11031011500012X'],
    ['a level that there is not', '310310115000123'],
    ['a province that there is not', '110990115000123'],
    ['digits of another script', '１１０310115000123'],
    ['a line end', '110310115000123\n'],
    ['a number', 110_310_115_000_123],
  ])('refuses %s', (_, input) => {
    expect(() => parseChinesePracticeNumber(input)).toThrow(malformed)
  })
})

describe('parseRegisterIdentifier', () => {
  test.each([
    [identifierSystems.chinesePractice, '110310115000123'],
    // The example of the standard for the check digit of NPIs.
    [identifierSystems.usNpi, '1234567893'],
    [identifierSystems.ukGmc, '1234567'],
    [identifierSystems.dutchBig, '12345678901'],
    ['urn:example:register', 'L-0001'],
  ])('takes an identifier of %s', (system, value) => {
    expect(parseRegisterIdentifier({ system, value })).toEqual({ system, value })
  })

  test.each([
    [identifierSystems.chinesePractice, '110990115000123'],
    [identifierSystems.usNpi, '1234567892'],
    [identifierSystems.usNpi, '3234567893'],
    [identifierSystems.ukGmc, '123456'],
    [identifierSystems.dutchBig, '1234567890'],
    ['urn:example:register', ''],
  ])('refuses %s %s', (system, value) => {
    expect(() => parseRegisterIdentifier({ system, value })).toThrow(malformed)
  })
})
