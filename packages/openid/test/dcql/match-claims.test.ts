import type { JsonObject, JsonValue } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import { DcqlQuery } from 'dcql'
import fc from 'fast-check'
import { chooseQueries, judgeSets } from '../../src/dcql/answered-sets.ts'
import type { ClaimsPath, DcqlClaimsQuery } from '../../src/dcql/dcql-query.ts'
import { matchClaims, mentionedClaims } from '../../src/dcql/match-claims.ts'
import { parseDcqlQuery } from '../../src/dcql/parse-dcql-query.ts'
import { selectClaims } from '../../src/dcql/select-claims.ts'

/** OpenID4VP 1.0 §7.3, with a member whose name has to be escaped. */
const arthur: JsonObject = {
  name: 'Arthur Dent',
  address: { street_address: '42 Market Street', locality: 'Milliways', postal_code: '12345' },
  degrees: [
    { type: 'Bachelor of Science', university: 'University of Betelgeuse' },
    { type: 'Master of Science', university: 'University of Betelgeuse' },
  ],
  nationalities: ['British', 'Betelgeusian'],
  'a/b~c': 1,
  nothing: null,
}

describe('selectClaims', () => {
  test.each<[ClaimsPath, readonly string[]]>([
    [['name'], ['/name']],
    [['address'], ['/address']],
    [['address', 'street_address'], ['/address/street_address']],
    [
      ['degrees', null, 'type'],
      ['/degrees/0/type', '/degrees/1/type'],
    ],
    [['nationalities', 1], ['/nationalities/1']],
    [
      ['nationalities', null],
      ['/nationalities/0', '/nationalities/1'],
    ],
    [['nationalities', 2], []],
    [['a/b~c'], ['/a~1b~0c']],
    [['nothing'], ['/nothing']],
    [['constructor'], []],
    [['name', 'x'], []],
    [['name', null], []],
    [['name', 0], []],
    [['degrees', 'type'], []],
    [['address', 0], []],
    [['address', null], []],
    [['degrees', null, null], []],
    [[null], []],
  ])('follows %p', (path, pointers) => {
    expect(selectClaims(arthur, path).map(({ pointer }) => pointer)).toEqual(pointers)
  })

  test('ends for all where one is of another kind, and goes on where one has no such member', () => {
    const mixed = { list: [{ a: 1 }, {}, { a: 2 }], odd: [{ a: 1 }, 'x'] }
    expect(selectClaims(mixed, ['list', null, 'a']).map(({ value }) => value)).toEqual([1, 2])
    expect(selectClaims(mixed, ['odd', null, 'a'])).toEqual([])
  })
})

const base = { id: 'q', format: 'dc+sd-jwt', meta: { vct_values: ['t'] } }
const match = (claims: readonly DcqlClaimsQuery[], sets?: readonly (readonly string[])[]) =>
  matchClaims({ ...base, claims, ...(sets === undefined ? {} : { claim_sets: sets }) }, arthur)

describe('matchClaims', () => {
  test('needs all claims, or the first set that is whole', () => {
    expect(matchClaims(base, arthur)).toEqual([])
    expect(match([{ path: ['name'] }, { path: ['address'] }])).toEqual(['/name', '/address'])
    expect(match([{ path: ['name'] }, { path: ['age'] }])).toBeUndefined()
    const named = [
      { id: 'a', path: ['age'] },
      { id: 'b', path: ['name'] },
      { id: 'c', path: ['address', 'locality'] },
    ]
    expect(match(named, [['a', 'b'], ['c'], ['b']])).toEqual(['/address/locality'])
    expect(match(named, [['a']])).toBeUndefined()
  })

  test('finds those alone that have one of the values, of the same kind', () => {
    const values = (path: ClaimsPath, ...wanted: (string | number)[]) =>
      match([{ path, values: wanted }])
    expect(values(['nationalities', null], 'Betelgeusian')).toEqual(['/nationalities/1'])
    expect(values(['nationalities', null], 'French')).toBeUndefined()
    expect(values(['a/b~c'], 1)).toEqual(['/a~1b~0c'])
    expect(values(['a/b~c'], '1')).toBeUndefined()
    expect(
      mentionedClaims({ ...base, claims: [{ path: ['nationalities', null] }] }, arthur),
    ).toEqual(['/nationalities/0', '/nationalities/1'])
  })
})

describe('judgeSets and chooseQueries', () => {
  const ids = ['a', 'b', 'c'].map((id) => ({ ...base, id }))
  const sets = [{ options: [['a', 'b'], ['c']] }, { options: [['b']], required: false }]

  test('ask for all where there are no sets', () => {
    const query = parseDcqlQuery({ credentials: ids })
    expect(judgeSets(query, new Set(['a']))).toEqual({ unrequested: [], missing: ['b', 'c'] })
    expect(chooseQueries(query, new Set(['a', 'b']))).toBeUndefined()
    expect(chooseQueries(query, new Set(['a', 'b', 'c']))).toEqual(['a', 'b', 'c'])
  })

  test.each([
    [['a', 'b'], [], [], ['a', 'b']],
    [['c'], [], [], ['c']],
    [['b', 'c'], [], [], ['c']],
    [['a', 'c'], ['a'], [], ['c']],
    [['a'], ['a'], ['b'], undefined],
    [['b'], [], ['a'], undefined],
  ])('of %p', (answered, unrequested, missing, chosen) => {
    const query = parseDcqlQuery({ credentials: ids, credential_sets: sets })
    expect(judgeSets(query, new Set(answered))).toEqual({ unrequested, missing })
    expect(chooseQueries(query, new Set(answered))).toEqual(chosen)
  })
})

const word = fc.constantFrom('a', 'b', 'c')
const leaf = fc.constantFrom<JsonValue>('x', 'y', 1, true)
const { value: json } = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.dictionary(word, tie('value'), { maxKeys: 3 }),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
}))
// As a parser makes them: `dcql` breaks on objects without a prototype.
const payloads = fc
  .dictionary(word, json, { maxKeys: 3 })
  .map((payload): JsonObject => JSON.parse(JSON.stringify(payload)))
const claim = fc.record(
  {
    path: fc
      .tuple(word, fc.array(fc.oneof(word, fc.nat(2)), { maxLength: 2 }))
      .map(([first, rest]) => [first, ...rest]),
    values: fc.uniqueArray(fc.constantFrom('x', 'y', 1, true), { minLength: 1 }),
  },
  { requiredKeys: ['path'] },
)
const sets = fc.array(fc.subarray(['0', '1', '2'], { minLength: 1 }), {
  minLength: 1,
  maxLength: 3,
})

test('says the same as dcql of which credential answers, on random queries', () => {
  let answered = 0
  fc.assert(
    fc.property(
      fc.array(claim, { minLength: 3, maxLength: 3 }),
      fc.option(sets),
      payloads,
      (claims, claimSets, payload) => {
        const named = claims.map((one, at) => ({ ...one, id: String(at) }))
        const asked = {
          ...{ ...base, claims: named, require_cryptographic_holder_binding: true },
          ...(claimSets === null ? {} : { claim_sets: claimSets }),
        }
        const ours = matchClaims(
          parseDcqlQuery({ credentials: [asked] }).credentials[0] as never,
          payload,
        )
        const theirs = DcqlQuery.query(DcqlQuery.parse({ credentials: [asked] } as never), [
          {
            credential_format: 'dc+sd-jwt',
            vct: 't',
            claims: payload as never,
            cryptographic_holder_binding: true,
          },
        ])
        expect(ours !== undefined).toBe(theirs.can_be_satisfied)
        if (ours !== undefined) answered++
      },
    ),
    { numRuns: 500, seed: 7 },
  )
  expect(answered).toBeGreaterThan(20)
})
