import { deepFreeze } from '@fidecura/base'
import { parseRequesterEvidence } from '@fidecura/consent/request'
import { describe, expect, test } from '@jest/globals'

describe('parseRequesterEvidence', () => {
  test.each([
    ['an accreditation', { accreditation: 'a', chain: ['b'] }],
    ['a role', { role: 'r', chain: [] }],
    ['a role with its licence', { role: 'r', licence: 'l', chain: ['b', 'c'] }],
  ])('copies %s, and nothing besides', (_, known) => {
    const given = deepFreeze({ ...known, more: { secret: 1 } })
    expect(parseRequesterEvidence(given)).toEqual(known)
  })

  test('takes one that brings no accreditations above it', () => {
    expect(parseRequesterEvidence({ role: 'r' })).toEqual({ role: 'r', chain: [] })
  })

  test.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'role'],
    ['an object that shows nobody', { chain: [] }],
    ['a role that is no text', { role: { toString: 'r' } }],
    ['a licence that is no text', { role: 'r', licence: 7 }],
    ['an accreditation that is no text', { accreditation: ['a'] }],
    ['a chain that is no list', { role: 'r', chain: 'b' }],
    ['a chain with something else in it', { role: 'r', chain: ['b', {}] }],
    ['a longer chain than may be', { role: 'r', chain: Array(33).fill('b') }],
    ['more than may be in all', { role: 'r'.repeat(300_000), chain: ['b'.repeat(300_000)] }],
  ])('refuses %s', (_, given) => {
    expect(() => parseRequesterEvidence(given)).toThrow(
      expect.objectContaining({ code: 'token_malformed' }),
    )
  })
})
