import {
  concatBytes,
  decodeHex,
  decodeUtf8,
  encodeHex,
  encodeUtf8,
  equalBytes,
} from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import { joinBytes } from '../src/bytes.ts'

describe('decodeUtf8', () => {
  test.each([
    ['a stray continuation byte', [0x80]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['half a surrogate pair', [0xed, 0xa0, 0x80]],
    ['a code point past U+10FFFF', [0xf4, 0x90, 0x80, 0x80]],
    ['a cut sequence', [0xe4, 0xbd]],
  ])('refuses %s', (_, bytes) => {
    expect(() => decodeUtf8(Uint8Array.from(bytes))).toThrow(
      expect.objectContaining({ code: 'utf8_malformed' }),
    )
  })

  test('reads back what encodeUtf8 wrote, a byte-order mark included', () => {
    expect(decodeUtf8(encodeUtf8('\uFEFF医契 😀'))).toBe('\uFEFF医契 😀')
  })
})

describe('concatBytes', () => {
  test('copies the parts in order', () => {
    const part = Uint8Array.of(1, 2)
    const whole = concatBytes(part, new Uint8Array(), Uint8Array.of(3))
    part[0] = 9
    expect(whole).toEqual(Uint8Array.of(1, 2, 3))
  })

  test('has a sibling that takes more parts than a call takes arguments', () => {
    expect(joinBytes(Array.from({ length: 500_000 }, () => Uint8Array.of(7))).length).toBe(500_000)
  })
})

describe('equalBytes', () => {
  test.each([
    ['two empty ones', [], [], true],
    ['the same bytes', [1, 2, 3], [1, 2, 3], true],
    ['a different first byte', [0, 2, 3], [1, 2, 3], false],
    ['a different last byte', [1, 2, 3], [1, 2, 4], false],
    ['a prefix', [1, 2], [1, 2, 3], false],
  ])('compares %s', (_, a, b, same) => {
    expect(equalBytes(Uint8Array.from(a), Uint8Array.from(b))).toBe(same)
  })
})

test('encodeHex writes two lower-case digits a byte', () => {
  expect(encodeHex(Uint8Array.of(0, 10, 255))).toBe('000aff')
})

describe('decodeHex', () => {
  test('reads what encodeHex writes, and either case', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte)
    expect(decodeHex(encodeHex(bytes))).toEqual(bytes)
    expect(decodeHex(encodeHex(bytes).toUpperCase())).toEqual(bytes)
    expect(decodeHex('')).toEqual(new Uint8Array())
  })

  test.each(['0', '0g', '0x00', ' 00', '00\n', '０0'])('reads no bytes in %j', (text) => {
    expect(decodeHex(text)).toBeUndefined()
  })
})
