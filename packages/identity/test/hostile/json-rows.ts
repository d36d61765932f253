import { parseJsonText } from '@fidecura/base'
import { malformed, type Row, verified, withMembers } from './kit.ts'

const nested = (depth: number): unknown =>
  depth === 0 ? 'end' : depth % 2 ? [nested(depth - 1)] : { a: nested(depth - 1) }

/** More than anybody needs, and JSON that is not what it seems. */
export const jsonRows: readonly Row[] = [
  [
    'more bytes than the limit',
    withMembers({ padding: 'x'.repeat(600_000) }),
    malformed,
    { webvh: 'did_log_too_large' },
  ],
  [
    'more keys than anybody needs',
    (kit) => ({
      ...kit.document,
      verificationMethod: Array.from({ length: 101 }, (_, i) => ({
        ...kit.method,
        id: `#key-${i}`,
      })),
    }),
    malformed,
  ],
  ['more uses than keys', withMembers({ authentication: Array(101).fill('#key-1') }), malformed],
  [
    'more services than anybody needs',
    withMembers({
      service: Array.from({ length: 101 }, (_, i) => ({
        id: `#${i}`,
        type: 'A',
        serviceEndpoint: 'x',
      })),
    }),
    malformed,
  ],
  ['deep nesting', withMembers({ deep: nested(40) }), malformed, { webvh: 'did_log_malformed' }],

  // JSON that is not what it seems.
  ['an end', withMembers({ deactivated: true }), 'did_deactivated'],
  ['an end in a word', withMembers({ deactivated: 'true' }), 'did_deactivated'],
  ['no end', withMembers({ deactivated: false }), verified],
  [
    'its keys in __proto__',
    (kit) => parseJsonText(`{"id":"${kit.did}","__proto__":${JSON.stringify(kit.document)}}`),
    'key_not_found',
  ],
  [
    'the material in __proto__',
    (kit) => ({
      ...kit.document,
      verificationMethod: [
        parseJsonText(
          `{"id":"#key-1","type":"JsonWebKey","controller":"${kit.did}","__proto__":${JSON.stringify({ publicKeyJwk: kit.jwk })}}`,
        ),
      ],
    }),
    malformed,
  ],
  [
    'members named as those of every object',
    withMembers({
      constructor: { prototype: 1 },
      toString: 1,
      hasOwnProperty: 1,
      toJSON: 1,
    }),
    verified,
  ],
  ['a list', () => [], malformed, { webvh: 'did_log_malformed' }],
  ['a word', () => 'did', malformed, { webvh: 'did_log_malformed' }],
  ['a number', () => 0, malformed, { webvh: 'did_log_malformed' }],
]
