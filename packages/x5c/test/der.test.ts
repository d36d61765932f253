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
