import { describe, expect, test } from '@jest/globals'
import { parseDcqlQuery } from '../../src/dcql/parse-dcql-query.ts'

const credential = {
  id: 'a',
  format: 'dc+sd-jwt',
  meta: { vct_values: ['https://x.example'] },
  claims: [{ id: 'n', path: ['name', null, 0], values: ['x', 1, true] }],
  claim_sets: [['n']],
  multiple: true,
  require_cryptographic_holder_binding: true,
}
const query = {
  credentials: [credential, { ...credential, id: 'b' }],
  credential_sets: [{ options: [['a'], ['b']], required: false }],
}
const withCredential = (change: object) => ({ credentials: [{ ...credential, ...change }] })
const withClaim = (change: object) =>
  withCredential({ claims: [{ path: ['name'], ...change }], claim_sets: undefined })

describe('parseDcqlQuery', () => {
  test('reads what it knows and leaves out what it does not', () => {
    const read = parseDcqlQuery({ ...query, extension: 1 })
    expect(read).toEqual(query)
    expect([read, read.credentials, read.credentials[0]?.claims].every(Object.isFrozen)).toBe(true)
    const other = { id: 'm', format: 'mso_mdoc', meta: { doctype_value: 'x' } }
    expect(parseDcqlQuery({ credentials: [other] }).credentials[0]).toEqual({ ...other, meta: {} })
  })

  test.each<[string, unknown]>([
    ['no object', []],
    ['nothing', undefined],
    ['no credentials', {}],
    ['an empty list', { credentials: [] }],
    ['an id twice', { credentials: [credential, credential] }],
    [
      'too many',
      { credentials: Array.from({ length: 17 }, (_, i) => ({ ...credential, id: `q${i}` })) },
    ],
    ['an id with a space', withCredential({ id: 'a b' })],
    ['an id of objects', withCredential({ id: '__proto__' })],
    ['no id', withCredential({ id: undefined })],
    ['no format', withCredential({ format: undefined })],
    ['no meta', withCredential({ meta: undefined })],
    ['no types', withCredential({ meta: {} })],
    ['an empty list of types', withCredential({ meta: { vct_values: [] } })],
    ['a flag that is a text', withCredential({ multiple: 'true' })],
    ['claims that are none', withCredential({ claims: [] })],
    ['sets without claims', withCredential({ claims: undefined })],
    [
      'sets, and a claim without a name',
      withCredential({ claims: [{ id: 'n', path: ['x'] }, { path: ['y'] }] }),
    ],
    ['a set of what is not there', withCredential({ claim_sets: [['x']] })],
    ['a claim id twice', withCredential({ claims: [credential.claims[0], credential.claims[0]] })],
    ['an empty path', withClaim({ path: [] })],
    ['a path of too many steps', withClaim({ path: Array.from({ length: 17 }, () => 'a') })],
    ['a step below zero', withClaim({ path: [-1] })],
    ['half a step', withClaim({ path: [0.5] })],
    ['a step that is an object', withClaim({ path: [{}] })],
    ['no values', withClaim({ values: [] })],
    ['half a value', withClaim({ values: [0.5] })],
    ['a value that is null', withClaim({ values: [null] })],
    ['no sets', { ...query, credential_sets: [] }],
    ['a set without options', { ...query, credential_sets: [{}] }],
    ['an empty option', { ...query, credential_sets: [{ options: [[]] }] }],
    ['an option of what is not there', { ...query, credential_sets: [{ options: [['x']] }] }],
  ])('refuses %s', (_, input) => {
    expect(() => parseDcqlQuery(input)).toThrow(
      expect.objectContaining({ code: 'openid_query_malformed' }),
    )
  })
})
