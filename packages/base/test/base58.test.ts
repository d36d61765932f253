import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { decodeBase58, encodeBase58 } from '../src/base58.ts'

const hex = (bytes: Uint8Array | undefined): string | undefined =>
  bytes === undefined ? undefined : Buffer.from(bytes).toString('hex')

// draft-msporny-base58-03 §5.
const vectors = [
  ['text', Buffer.from('Hello World!').toString('hex'), '2NEpo7TZRRrLZSi2U'],
  [
    'a sentence',
    Buffer.from('The quick brown fox jumps over the lazy dog.').toString('hex'),
    'USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z',
  ],
  ['leading zero bytes', '0000287fb4cd', '11233QC4'],
  ['nothing', '', ''],
  ['one zero byte', '00', '1'],
] as const

describe('encodeBase58', () => {
  test.each(vectors)('writes %s', (_, bytes, text) => {
    expect(encodeBase58(Buffer.from(bytes, 'hex'))).toBe(text)
    expect(hex(decodeBase58(text))).toBe(bytes)
  })

  test('is undone by decodeBase58', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        expect(hex(decodeBase58(encodeBase58(bytes)))).toBe(hex(bytes))
      }),
    )
  })
})

test.each(['0', 'O', 'I', 'l', '+', ' ', '2NEpo7TZRRrLZSi2U\n', 'ä'])(
  'decodeBase58 refuses %j',
  (text) => {
    expect(decodeBase58(text)).toBeUndefined()
  },
)

test('decodeBase58 reads every text in one way: no two texts give the same bytes', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[1-9A-HJ-NP-Za-km-z]{0,60}$/), (text) => {
      const bytes = decodeBase58(text)
      expect(bytes === undefined ? undefined : encodeBase58(bytes)).toBe(text)
    }),
  )
})
