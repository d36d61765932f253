import { CodedError, type JsonValue } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { readEvidence } from '../../src/evidence-shape.ts'

const desk = { role: 'a', licence: 'b', chain: ['c'] }
const other = { agreement: 'd', guardianship: 'e', chain: [] }

const known: readonly (readonly [string, Record<string, JsonValue>])[] = [
  ['identity', { identity: 'a', chain: ['b'] }],
  ['guardianship', { guardianship: 'a' }],
  ['guardianship', { guardianship: 'a', identity: 'b', chain: [], agreements: [other, other] }],
  ['mandate', { mandate: 'a', identity: 'b', chain: ['c'] }],
  ['desk', { desk, second: { agreement: 'd', desk } }],
]
const shapes = known.map(([, shape]) => shape)

describe('readEvidence', () => {
  test.each(known)('says that it is %s, and keeps what is known of %j', (kind, evidence) => {
    expect(readEvidence(evidence)).toEqual({ kind, evidence })
  })

  test('keeps nothing else', () => {
    const more = { key: 'secret', kind: 'consent' }
    for (const shape of shapes) {
      expect(readEvidence({ ...shape, ...more }).evidence).toEqual(shape)
    }
    const agreements = [{ ...other, ...more }]
    const guarded = { guardianship: 'a', agreements }
    expect(readEvidence(guarded).evidence).toEqual({ ...guarded, agreements: [other] })
  })

  test.each([
    ['a chain that is too long', { identity: 'a', chain: Array.from({ length: 33 }, () => 'x') }],
    ['more agreements than laws ask for', { guardianship: 'a', agreements: Array(9).fill(other) }],
    ['too much of it all', { identity: 'a'.repeat(524_288) }],
    ['a mandate alone', { mandate: 'a' }],
    ['a desk alone', { desk }],
  ])('refuses %s', (_, evidence) => {
    expect(() => readEvidence(evidence)).toThrow(
      expect.objectContaining({ code: 'token_malformed' }),
    )
  })

  test('refuses whatever else there is, and says no more than where', () => {
    const names = ['identity', 'guardianship', 'mandate', 'desk', 'second', 'chain', 'agreements']
    const inner = fc.oneof(fc.jsonValue(), fc.constantFrom(...shapes))
    const evidence = fc.oneof(
      fc.jsonValue(),
      fc.dictionary(fc.constantFrom(...names), inner),
      fc.constantFrom(undefined, null, 5, [], 'x'),
    )
    fc.assert(
      fc.property(evidence, (value) => {
        try {
          const { evidence: read } = readEvidence(value)
          expect(Object.keys(read).every((name) => names.includes(name))).toBe(true)
        } catch (error) {
          if (!CodedError.is(error)) throw error
          expect(error.code).toBe('token_malformed')
          expect(error.place).toMatch(/^\/evidence(?:\/(?:desk|second|chain|agreements|\d))*$/)
        }
      }),
    )
  })
})
