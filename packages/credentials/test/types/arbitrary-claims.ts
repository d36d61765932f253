import type { JsonValue } from '@fidecura/base'
import fc from 'fast-check'
import { type ClaimMembers, type ClaimSpec, did } from '../../src/claim-spec.ts'

/** What cannot be told from the edges of what is allowed, nor from what is not. */
const junk: readonly JsonValue[] = [
  ...[null, true, 0, -1, 0.5, 1, 8, 9, 256, 1e21, '', ' ', 'x', '*', '\u0000', 'a\nb', 'a\u0085b'],
  ...[
    '\u2028',
    '\u{1f9d1}',
    '\ud83e',
    'active',
    'recover',
    'CN',
    'cn',
    'CN-31',
    'CN-3100',
    'did:x',
  ],
  ...[
    'did:web:a',
    'did:web:',
    'did:web:a:',
    'did:Web:a',
    'did:web:a#b',
    'did:web:a%2',
    'did:web:é',
  ],
  ...[
    '2027-02-28',
    '2027-02-29',
    '2028-02-29',
    '1900-02-29',
    '2000-02-29',
    '0000-02-29',
    '2027-1-1',
  ],
  ...[
    '2027-04-31',
    '2027-12-31',
    '2027-13-01',
    '2027-00-10',
    '+012345-01',
    '2027-06-30Z',
    '9999-12-31',
  ],
  ...[64, 65, 128, 129, 256, 257, 512, 513, 1024, 1025, 2048, 2049].map((n) => 'x'.repeat(n)),
  ...[64, 65, 128, 256, 257, 1024].map((n) => '\u{1f9d1}'.repeat(n)),
  ...[
    'a'.repeat(43),
    `${'a'.repeat(42)}=`,
    'request_data',
    'Request',
    `did:web:${'a'.repeat(2041)}`,
  ],
  ...[['*'], ['x'], [[]], [{}], { system: 'x', code: 'x' }, { system: 'x', value: 'x' }],
  ...[{ did: 'did:web:a', name: 'x' }, { name: 'x' }, { '': 'x' }, { toString: 'x' }],
  [],
  {},
  Array.from({ length: 64 }, () => 'x'),
  Array.from({ length: 65 }, () => 'x'),
]

/** Claims that follow a description. */
export function claimsLike(spec: ClaimSpec): fc.Arbitrary<JsonValue> {
  if (spec === did) return fc.constantFrom('did:web:a.example', 'did:key:z6Mk', 'did:x:%2F.-_:a')
  if (typeof spec === 'number') {
    return fc.constantFrom('x', '张三', 'Ada Example', 'x'.repeat(spec), '\u{1f9d1}'.repeat(spec))
  }
  if (typeof spec === 'bigint') return fc.integer({ min: 0, max: Number(spec) })
  if (spec instanceof RegExp) return fc.stringMatching(spec)
  if (Array.isArray(spec)) return choiceLike(spec)
  return membersLike(spec as ClaimMembers)
}

function choiceLike(options: readonly (string | ClaimSpec)[]): fc.Arbitrary<JsonValue> {
  const choices: fc.Arbitrary<JsonValue>[] = options.map((option) =>
    typeof option === 'string'
      ? fc.constant<JsonValue>(option)
      : fc.array(claimsLike(option), { maxLength: 3 }),
  )
  return fc.oneof(...choices)
}

function membersLike(specs: ClaimMembers): fc.Arbitrary<JsonValue> {
  const names = Object.keys(specs)
  const model = names.map((key) => [key.replace('?', ''), claimsLike(specs[key] as ClaimSpec)])
  const requiredKeys = names.filter((key) => !key.endsWith('?'))
  const required = requiredKeys as never[]
  return fc.record(Object.fromEntries(model), { requiredKeys: required }) as fc.Arbitrary<JsonValue>
}

/** One change that a careless issuer, or an attacker, could make somewhere in claims. */
export interface Mutation {
  readonly at: number
  readonly kind: 'replace' | 'remove' | 'add' | 'repeat'
  readonly value: JsonValue
}

export const mutations: fc.Arbitrary<readonly Mutation[]> = fc.array(
  fc.record({
    at: fc.nat(1000),
    kind: fc.constantFrom('replace', 'replace', 'remove', 'add', 'repeat'),
    value: fc.oneof(
      fc.constantFrom(...junk),
      fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<JsonValue>,
    ),
  }),
  { maxLength: 2 },
)

/** A copy with the changes made. */
export function mutate(claims: JsonValue, changes: readonly Mutation[]): JsonValue {
  const holder = { root: structuredClone(claims) as JsonValue }
  for (const { at, kind, value: shared } of changes) {
    // Values of one list are handed out again and again.
    const value = structuredClone(shared) as JsonValue
    const places = placesIn(holder as unknown as Container)
    const place = places[at % places.length]
    if (place === undefined) continue
    const [container, key] = place
    const found = container[key] as JsonValue
    if (kind === 'replace') container[key] = value
    else if (kind === 'remove') delete container[key]
    else if (Array.isArray(found)) {
      if (kind === 'add') (found as JsonValue[]).push(value)
      else container[key] = Array.from({ length: 65 }, () => found[0] ?? 'x')
    } else if (typeof found === 'object' && found !== null) {
      const name = kind === 'add' ? 'extra' : 'toString'
      ;(found as Record<string, JsonValue>)[name] = value
    }
  }
  // Holes of arrays become null, as they would on the wire.
  return holder.root === undefined ? null : (JSON.parse(JSON.stringify(holder.root)) as JsonValue)
}

type Container = Record<string, JsonValue>

function placesIn(container: Container): (readonly [Container, string])[] {
  return Object.keys(container).flatMap((key) => {
    const value = container[key]
    const inside = typeof value === 'object' && value !== null ? placesIn(value as Container) : []
    return [[container, key] as const, ...inside]
  })
}
