import { encodeUtf8, isJsonObject, type JsonValue, parseJson, parseJsonText } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'

function read(text: string): JsonValue {
  return parseJson(encodeUtf8(text))
}

function code(expected: string): object {
  return expect.objectContaining({ code: expected, outcome: 'failed' })
}

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)

describe('parseJson', () => {
  test.each([
    ['one name twice', '{"a":1,"a":2}'],
    ['one name twice with one value', '{"a":1,"a":1}'],
    ['a name and its escaped spelling', '{"a":1,"\\u0061":2}'],
    ['two escaped spellings', '{"\\u002F":1,"\\/":2}'],
    ['two empty names', '{"":1,"":2}'],
    ['a pair further in', '[{"x":{"b":1,"c":{"d":"}"},"b":2}}]'],
    ['__proto__ twice', '{"__proto__":1,"__proto__":2}'],
    ['white space before the colons', '{"a" :1,"a"\n\t:2}'],
    ['one that a quote in a string hides', '{"a":"\\"","a":"\\\\"}'],
    ['three, of which a string with colons makes up for none', '{"a":"b:c:","a":":"}'],
  ])('refuses a duplicate: %s', (_, text) => {
    expect(() => read(text)).toThrow(code('json_duplicate_member'))
    expect(() => parseJsonText(text)).toThrow(code('json_duplicate_member'))
  })

  // nodejs/node#63785: an engine that has seen the first text misreads the second.
  test.each([
    ['a duplicate', '{"h1":[],"alg":"","\\\\u0":1}', '{"h1":1,"alg":1,"\\u0061lg":2}'],
    ['a duplicate in one text', '', '[{"h2":[],"a":"","\\\\u0":1},{"h2":1,"a":1,"\\u0061":2}]'],
  ])('refuses what an engine misreads: %s', (_, before, text) => {
    for (let i = 0; i < 3; i++) {
      if (before !== '') read(before)
      expect(() => read(text)).toThrow(code('json_duplicate_member'))
    }
  })

  test.each([
    ['a quote', '{"h3":[],"\\\\":0}', '{"h3":1,"\\"":2}', '"'],
    ['a colon after a quote', '{"h4":[],"\\\\\\"":0}', '{"h4":1,"\\":":2}', '":'],
    ['a letter', '{"h5":[],"\\\\u0":0}', '{"h5":1,"\\u0061lg":2}', 'alg'],
    ['__proto__', '{"h6":[],"\\\\":0}', '{"h6":1,"\\u005f_proto__":2}', '__proto__'],
  ])(
    'reads an escaped name as it is written, whatever was read before: %s',
    (_, before, text, name) => {
      for (let i = 0; i < 3; i++) {
        read(before)
        expect(Object.keys(read(text) as object)[1]).toBe(name)
      }
    },
  )

  test('reads what has escaped names as it reads the rest', () => {
    const text =
      ' { "\\u0061" : [ ] ,"b":[{},null , true,false,-0.5e+3, "\\"]\\\\" ],"c":{"":{}} }\n'
    const plain = text.replace('\\u0061', 'a')
    expect(read(text)).toEqual(read(plain))
    expect(JSON.stringify(read(text))).toBe(
      '{"a":[],"b":[{},null,true,false,-500,"\\"]\\\\"],"c":{"":{}}}',
    )
  })

  test.each([
    ['strings that look like members', '{"a":"\\"b\\":1","c":["d:",":"]}'],
    ['a string that ends in backslashes', '{"a\\\\":"b\\\\","c":"\\\\\\""}'],
    ['one name in two objects', '[{"a":{"a":1}},{"a":2}]'],
    ['a name composed and decomposed', '{"\u00e9":1,"e\u0301":2}'],
    ['an empty object', '{}'],
  ])('sees no duplicate in %s', (_, text) => {
    expect(read(text)).toEqual(JSON.parse(text))
  })

  test('keeps __proto__ as a member like any other', () => {
    const value = read('{"__proto__":{"admin":true}}') as object
    expect(Object.keys(value)).toEqual(['__proto__'])
    expect(Object.hasOwn(value, 'admin')).toBe(false)
    expect((value as { admin?: unknown }).admin).toBeUndefined()
  })

  test.each([
    ['a byte-order mark', '\uFEFF{}', 'json_malformed'],
    ['nothing', '', 'json_malformed'],
    ['a trailing comma', '[1,]', 'json_malformed'],
    ['two values', '{} {}', 'json_malformed'],
    ['a comment', '/**/{}', 'json_malformed'],
    ['NaN', '[NaN]', 'json_malformed'],
    ['a leading zero', '[01]', 'json_malformed'],
    ['half a pair in a value', '["\\ud800"]', 'json_lone_surrogate'],
    ['half a pair in a name', '{"\\udc00":1}', 'json_lone_surrogate'],
    ['a pair the wrong way round', '["\\udc00\\ud800"]', 'json_lone_surrogate'],
    ['a number that overflows', '[1e999]', 'json_number_out_of_range'],
    ['a negative number that overflows', '{"a":-1e400}', 'json_number_out_of_range'],
    ['33 arrays in one another', nested(33), 'json_too_deep'],
    ['100,000 arrays in one another', nested(100_000), 'json_too_deep'],
  ])('refuses %s', (_, text, expected) => {
    expect(() => read(text)).toThrow(code(expected))
    expect(() => parseJsonText(text)).toThrow(code(expected))
  })

  test('refuses bytes that are not UTF-8', () => {
    expect(() => parseJson(Uint8Array.of(0x22, 0xff, 0x22))).toThrow(code('utf8_malformed'))
  })

  test('reads an escaped pair', () => {
    expect(read('["\\ud83d\\ude00"]')).toEqual(['😀'])
  })

  test('holds to the limits it is given, and to the last byte', () => {
    expect(parseJson(encodeUtf8('[1]'), { maxBytes: 3 })).toEqual([1])
    expect(() => parseJson(encodeUtf8('[10]'), { maxBytes: 3 })).toThrow(code('json_too_large'))
    expect(parseJson(encodeUtf8(nested(2)), { maxDepth: 2 })).toEqual([[]])
    expect(() => parseJson(encodeUtf8(nested(3)), { maxDepth: 2 })).toThrow(code('json_too_deep'))
    expect(read(nested(32))).toBeDefined()
  })

  test('takes one MiB where no limit is given', () => {
    const text = (length: number): string => `"${'a'.repeat(length - 2)}"`
    expect(read(text(1_048_576))).toHaveLength(1_048_574)
    expect(() => read(text(1_048_577))).toThrow(code('json_too_large'))
  })

  test('reads back whatever JSON.stringify wrote', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const text = JSON.stringify(value)
        expect(read(text)).toEqual(JSON.parse(text))
      }),
    )
  })

  test('returns what nobody can change, at any depth', () => {
    const value = read('{"a":[{"b":{}}]}') as { a: [{ b: object }] }
    for (const part of [value, value.a, value.a[0], value.a[0].b]) {
      expect(Object.isFrozen(part)).toBe(true)
    }
  })

  test('keeps the input out of its errors', () => {
    try {
      read('{"canary-7f3":canary-7f3}')
    } catch (error) {
      expect(String((error as Error).stack)).not.toContain('canary')
    }
    expect.assertions(1)
  })
})

describe('parseJsonText', () => {
  test('counts bytes, not characters', () => {
    expect(parseJsonText('"契契"', { maxBytes: 8 })).toBe('契契')
    expect(() => parseJsonText('"契契"', { maxBytes: 7 })).toThrow(code('json_too_large'))
  })

  test('refuses half a surrogate pair that is not escaped', () => {
    expect(() => parseJsonText('"\ud800"')).toThrow(code('json_lone_surrogate'))
  })
})

test.each([
  ['an object', {}, true],
  ['an array', [], false],
  ['null', null, false],
  ['nothing', undefined, false],
  ['a string', '{}', false],
])('isJsonObject tells %s', (_, value, expected) => {
  expect(isJsonObject(value as JsonValue | undefined)).toBe(expected)
})
