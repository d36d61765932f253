import { refuses, same } from '../lib/expect.mjs'

/** Base64url, UTF-8, JSON and instants: one spelling each, and every other refused. */
export function codecs({ base }) {
  const json = (text) => base.parseJson(base.encodeUtf8(text))
  const every = async (code, inputs, read) => {
    for (const input of inputs) await refuses(code, () => read(input))
  }
  return {
    'base64url is undone by its reader, at every length': () => {
      for (let length = 0; length < 70; length++) {
        const bytes = Uint8Array.from({ length }, (_, i) => (i * 37 + length) & 0xff)
        same([...base.decodeBase64url(base.encodeBase64url(bytes))], [...bytes])
      }
      same(base.encodeBase64url(Uint8Array.of(0xfb, 0xff, 0xfe)), '-__-')
    },
    'base64url of another spelling is refused': () =>
      every(
        'base64url_malformed',
        ['AA==', 'AB', 'A', 'AA\n', ' AA', 'A+8A', 'A/8A', 'AAB', 'AA.', 'ÀA', '\u{1f600}'],
        base.decodeBase64url,
      ),
    'UTF-8 that is cut, overlong or half of a pair is refused, and a byte-order mark kept':
      async () => {
        const malformed = [
          [0xc3],
          [0xc0, 0xaf],
          [0xed, 0xa0, 0x80],
          [0xff],
          [0xf4, 0x90, 0x80, 0x80],
        ]
        await every('utf8_malformed', malformed, (bytes) => base.decodeUtf8(Uint8Array.from(bytes)))
        same(base.decodeUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61)), '\ufeffa')
        same([...base.encodeUtf8('é\u{1f600}')], [0xc3, 0xa9, 0xf0, 0x9f, 0x98, 0x80])
      },
    'what is encoded is as long as its bytes, and a copy of it shares nothing': () => {
      const bytes = base.encodeUtf8('what is signed')
      const copy = bytes.slice()
      copy[0] = 0
      same([bytes.length, bytes[0]], [14, 0x77])
    },
    'JSON that could be read in two ways is refused': async () => {
      await every(
        'json_malformed',
        ['', '{', '01', '"\t"', '[1,]', '{} {}', '\ufeff{}', 'NaN'],
        json,
      )
      const twice = [
        '{"a":1,"a":1}',
        '{"a":1,"\\u0061":2}',
        '[{"b":{"c":1,"c":2}}]',
        '{"":0 ,"":1}',
      ]
      await every('json_duplicate_member', twice, json)
      await every('json_lone_surrogate', ['"\\ud800"', '{"\\udfff":1}'], json)
      await every('json_number_out_of_range', ['1e999', '[-1e400]'], json)
      await every('json_too_deep', [`${'['.repeat(33)}${']'.repeat(33)}`], json)
    },
    'JSON with one meaning is read, and frozen': () => {
      const text = '{"a":[1.5,"\\ud83d\\ude00",{"b":null,"__proto__":true}],"c\\"":"x:\\""}'
      const value = json(text)
      same(value, JSON.parse(text))
      same([Object.isFrozen(value), Object.isFrozen(value.a)], [true, true])
    },
    'date-times are instants, and days that no calendar has are refused': async () => {
      same(base.parseDateTime('2024-02-29T23:59:59+08:00'), 1_709_222_399)
      same(base.formatDateTime(base.epochSeconds(253_402_300_799)), '9999-12-31T23:59:59Z')
      const none = [
        '2023-02-29T00:00:00Z',
        '2024-01-01',
        '2024-01-01T00:00:00',
        '2024-13-01T00:00:00Z',
      ]
      await every('instant_malformed', [...none, '2024-01-01T24:00:00Z'], base.parseDateTime)
    },
  }
}
