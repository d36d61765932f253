import {
  assertAllowedUrl,
  canonicalizeJson,
  decodeBase64url,
  decodeUtf8,
  epochSeconds,
  parseDateTime,
  parseJson,
  parseJsonText,
} from '@fidecura/base'
import { jsonOf, textOf } from './input.ts'
import type { Parser } from './run-parser.ts'

const json = [
  '{"a":[1,-0.5e-7,true,null,"\\u00e9\\ud83d\\ude00\\n"],"b":{"c":{"d":[[],{}]}},"__proto__":{"e":1}}',
  ' [ {"x":1} , {"x":"\\"y\\":1"} ]\n',
  '{"\\u0061lg":"ES256","\\\\u0":1,"\\"":[{"\\/":2}]}',
] as const

/** The codecs that all others stand on. */
export const baseParsers: readonly Parser[] = [
  {
    name: 'decodeBase64url',
    grammar: 'text',
    samples: ['', 'AQ', 'AQI', 'AQID', 'Zm9vYmFy-_8'],
    parse: (input) => decodeBase64url(textOf(input)),
  },
  {
    name: 'decodeUtf8',
    grammar: 'bytes',
    samples: ['plain', 'é日本😀', '\ufeff'],
    parse: decodeUtf8,
  },
  {
    name: 'parseDateTime',
    grammar: 'text',
    samples: ['2026-11-22T09:41:00Z', '2024-02-29T23:59:59.999999999+14:00'],
    parse: (input) => parseDateTime(textOf(input)),
  },
  {
    name: 'epochSeconds',
    grammar: 'json',
    samples: ['0', '1795348800', '1795348800.5'],
    parse: (input) => epochSeconds(jsonOf(input)),
  },
  { name: 'parseJson', grammar: 'json', samples: json, parse: (input) => parseJson(input) },
  {
    name: 'parseJsonText',
    grammar: 'json',
    samples: json,
    parse: (input) => parseJsonText(textOf(input)),
  },
  {
    name: 'canonicalizeJson',
    grammar: 'json',
    samples: json,
    parse: (input) => canonicalizeJson(jsonOf(input)),
  },
  {
    name: 'assertAllowedUrl',
    grammar: 'text',
    samples: ['https://clinic.example/.well-known/did.json', 'https://clinic.example:8443/a?b=c'],
    parse: (input) => assertAllowedUrl(textOf(input)),
  },
]
