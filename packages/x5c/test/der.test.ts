import { encodeHex } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import { isDer, rawOfDer } from '../src/der.ts'

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'))

describe('isDer', () => {
  test.each([
    ['an empty sequence', '3000'],
    ['numbers', '300a020100020200800101ff'],
    ['a length of two bytes', `308180${'0500'.repeat(64)}`],
    ['bits', '030204f0'],
    ['nothing, by its type', '0500'],
    ['a name of an algorithm', '06082a8648ce3d040302'],
    ['a name with zeros in it', '06052a81808001'],
    ['text', '0c03e28093'],
    ['a value told by its place', '8000'],
    ['values told by their place', 'a003020101'],
    ['the last day of a leap year', `180f${Buffer.from('20281231235959Z').toString('hex')}`],
    ['a leap day', `170d${Buffer.from('280229000000Z').toString('hex')}`],
    ['an instant of the last century', `170d${Buffer.from('991231235959Z').toString('hex')}`],
    ['an instant', `170d${Buffer.from('261122124651Z').toString('hex')}`],
  ])('takes %s', (_, hex) => {
    expect(isDer(bytesOf(hex))).toBe(true)
  })

  test.each([
    ['nothing', ''],
    ['half a value', '30'],
    ['more than there is', '300405'],
    ['something after the end', '30000500'],
    ['two values', '05000500'],
    ['a length that is not definite', '30800000'],
    ['a length longer than it must be', '30810105'],
    ['one with a leading zero', `30820080${'0500'.repeat(64)}`],
    ['a length of four bytes', '308400000000'],
    ['a tag of several bytes', '1f8100'],
    ['a number with a leading zero', '02020001'],
    ['a number with a leading one', '0202ffff'],
    ['a number of no digits', '0200'],
    ['another truth than 0 and 255', '010101'],
    ['nine unused bits', '03020900'],
    ['unused bits that are set', '030204ff'],
    ['an instant without seconds', `170b${Buffer.from('2611221246Z').toString('hex')}`],
    ['one with an offset', `1711${Buffer.from('261122124651+0100').toString('hex')}`],
    ['one with a fraction', `1811${Buffer.from('20261122124651.5Z').toString('hex')}`],
    ['a number in parts', '2203020101'],
    ['text in parts', '2c030c0141'],
    ['bits in parts', '230403020700'],
    ['bytes in parts', '2403040100'],
    ['an instant in parts', '3700'],
    ['a sequence in one piece', '1000'],
    ['a set in one piece', '1100'],
    ['a type that certificates do not have', '0900'],
    ['nothing that is something', '050100'],
    ['a name whose number begins with nothing', '0603805504'],
    ['one further in', '06045580048'.padEnd(12, '1')],
    ['a name that ends within a number', '06025584'],
    ['a name of nothing', '0600'],
    ['text that is no UTF-8', '0c01ff'],
    ['text in the long spelling', '0c02c180'],
    ['an enumerated number with a leading zero', '0a020001'],
    ['a thirteenth month', `170d${Buffer.from('991301000000Z').toString('hex')}`],
    ['a day that was not', `170d${Buffer.from('270229000000Z').toString('hex')}`],
    ['a month of no days', `180f${Buffer.from('20270400000000Z').toString('hex')}`],
    ['an hour that is none', `180f${Buffer.from('20270401250000Z').toString('hex')}`],
    ['a minute that is none', `180f${Buffer.from('20270401236000Z').toString('hex')}`],
    ['a part that reaches over its whole', '3003300405'],
  ])('refuses %s', (_, hex) => {
    expect(isDer(bytesOf(hex))).toBe(false)
  })

  test('stops at its limits on depth and number', () => {
    const nested = (depth: number): string => {
      let hex = ''
      for (let i = 0; i < depth; i++) {
        hex = `30${(hex.length / 2).toString(16).padStart(2, '0')}${hex}`
      }
      return hex
    }
    expect(isDer(bytesOf(nested(23)))).toBe(true)
    expect(isDer(bytesOf(nested(24)))).toBe(false)
    const many = bytesOf(`30820400${'0500'.repeat(512)}`)
    expect(isDer(many, 513)).toBe(true)
    expect(isDer(many, 512)).toBe(false)
  })
})

describe('rawOfDer', () => {
  test('writes both numbers at full length', () => {
    const raw = rawOfDer(bytesOf('3008020101020300ff01'), 2)
    expect(raw === undefined ? undefined : encodeHex(raw)).toBe('0001ff01')
  })

  test.each([
    ['one number', '3003020101'],
    ['three', '3009020101020101020101'],
    ['a negative one', '3006020101020180'],
    ['one that is too long', '3008020301000102017f'],
    ['no numbers', '300604010104017f'],
    ['no sequence', '020101'],
  ])('refuses %s', (_, hex) => {
    expect(rawOfDer(bytesOf(hex), 2)).toBeUndefined()
  })
})
