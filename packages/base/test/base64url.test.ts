import { decodeBase64url, encodeBase64url, encodeUtf8 } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import * as node from '../src/codec.node.ts'
import * as web from '../src/codec.web.ts'

const malformed = expect.objectContaining({ code: 'base64url_malformed', outcome: 'failed' })

describe('encodeBase64url', () => {
  // RFC 4648 §10, without the padding.
  test.each([
    ['', ''],
    ['f', 'Zg'],
    ['fo', 'Zm8'],
    ['foo', 'Zm9v'],
    ['foob', 'Zm9vYg'],
    ['fooba', 'Zm9vYmE'],
    ['foobar', 'Zm9vYmFy'],
  ])('encodes %j as RFC 4648 does', (text, encoded) => {
    expect(encodeBase64url(encodeUtf8(text))).toBe(encoded)
    expect(decodeBase64url(encoded)).toEqual(encodeUtf8(text))
  })

  test('uses - and _', () => {
    expect(encodeBase64url(Uint8Array.of(0xfb, 0xff, 0xbf))).toBe('-_-_')
  })

  test('encodes a view, and not the buffer below it', () => {
    expect(encodeBase64url(Uint8Array.of(1, 2, 3, 4).subarray(1, 3))).toBe('AgM')
  })
})

describe('decodeBase64url', () => {
  test.each([
    ['padding', 'Zg=='],
    ['a plus', '+_-_'],
    ['a slash', '/_-_'],
    ['a space', 'Zm 9v'],
    ['a space at the end', 'Zm9v '],
    ['a line break', 'Zm9v\n'],
    ['a lone last character', 'Zm9vY'],
    ['one character', 'A'],
    ['bits after the first byte', 'Zh'],
    ['bits after the second byte', 'Zm9'],
    ['a character outside ASCII', 'Zm9é'],
    ['a character outside the BMP', 'Zm😀'],
    ['a NUL', 'Zm9\0'],
  ])('refuses %s', (_, text) => {
    expect(() => decodeBase64url(text)).toThrow(malformed)
    expect(web.decodeBytes(text)).toBeUndefined()
    expect(node.decodeBytes(text)).toBeUndefined()
  })

  test('returns a plain Uint8Array whose slice is a copy', () => {
    const bytes = node.decodeBytes('Zm9v') as Uint8Array
    bytes.slice()[0] = 0
    expect(bytes[0]).toBe(0x66)
  })
})

describe('both codecs', () => {
  test('encode alike and read back what they wrote', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const text = web.encodeBytes(bytes)
        expect(node.encodeBytes(bytes)).toBe(text)
        expect(web.decodeBytes(text)).toEqual(bytes)
        expect(node.decodeBytes(text)).toEqual(bytes)
      }),
    )
  })

  test('accept the same texts, each of which has one spelling', () => {
    const almost = fc.string({ unit: fc.constantFrom(...'AEIQgwz09-_+/= é'), maxLength: 9 })
    fc.assert(
      fc.property(almost, (text) => {
        const bytes = web.decodeBytes(text)
        expect(node.decodeBytes(text)).toEqual(bytes)
        if (bytes !== undefined) expect(web.encodeBytes(bytes)).toBe(text)
      }),
      { numRuns: 2000 },
    )
  })
})
