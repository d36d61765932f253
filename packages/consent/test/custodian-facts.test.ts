import { parseDid } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import { type CustodianFactsData, createCustodianFacts, decide } from '../src/index.ts'
import {
  cardiology,
  doctor,
  hospital,
  options,
  permit,
  request,
  setOf,
  statement,
} from './setting.ts'

const none = { memberships: [], partOf: [] } as const
const numbered = (i: number) => parseDid(`did:web:unit-${i}.example`)

describe('createCustodianFacts', () => {
  test('copies and freezes what it is given', () => {
    const member = { group: 'urn:example:team:1', member: doctor }
    const facts = createCustodianFacts({ ...none, memberships: [member] })
    expect(facts).toEqual({ memberships: [member], partOf: [] })
    expect(facts.memberships[0]).not.toBe(member)
    expect(Object.isFrozen(facts.memberships[0])).toBe(true)
  })

  test.each<[string, object, string]>([
    ['no list', { memberships: {} }, '/memberships'],
    ['an entry that is none', { memberships: [null] }, '/memberships/0'],
    ['a group without name', { memberships: [{ group: '', member: doctor }] }, '/memberships/0'],
    ['a member without DID', { memberships: [{ group: 'urn:x', member: 'x' }] }, '/memberships/0'],
    [
      'a membership with a condition that nobody reads',
      { memberships: [{ group: 'urn:x', member: doctor, until: 1 }] },
      '/memberships/0',
    ],
    ['a part without whole', { partOf: [{ part: doctor }] }, '/partOf/0'],
    [
      'a part with a condition that nobody reads',
      { partOf: [{ part: doctor, whole: hospital, until: 1 }] },
      '/partOf/0',
    ],
  ])('refuses %s', (_, change, place) => {
    expect(() => createCustodianFacts({ ...none, ...change } as CustodianFactsData)).toThrow(
      expect.objectContaining({ code: 'facts_malformed', place }),
    )
  })

  test.each<[string, CustodianFactsData, string]>([
    [
      'memberships',
      { ...none, memberships: Array(1025).fill({ group: 'urn:x', member: doctor }) },
      '/memberships',
    ],
    ['parts', { ...none, partOf: Array(1025).fill({ part: doctor, whole: hospital }) }, '/partOf'],
    [
      'greater parties, by a long row of parts',
      {
        ...none,
        partOf: Array.from({ length: 1000 }, (_, i) => ({
          part: numbered(i),
          whole: numbered(i + 1),
        })),
      },
      '/partOf',
    ],
  ])('refuses too many %s, rather than leave some away', (_, facts, place) => {
    expect(() => createCustodianFacts(facts)).toThrow(
      expect.objectContaining({ code: 'facts_too_large', place }),
    )
  })

  test('takes a row of a hundred and fifty steps', () => {
    const partOf = Array.from({ length: 150 }, (_, i) => ({
      part: numbered(i),
      whole: numbered(i + 1),
    }))
    expect(createCustodianFacts({ ...none, partOf }).partOf).toHaveLength(150)
  })
})

test('decide takes no facts that createCustodianFacts did not check', () => {
  const facts = structuredClone(
    createCustodianFacts({ ...none, partOf: [{ part: cardiology, whole: hospital }] }),
  )
  const set = setOf([statement(permit())])
  // Whether or not it comes to looking at them.
  for (const maxAgeSeconds of [60, -1]) {
    expect(() => decide(request({ facts }), set, { ...options, maxAgeSeconds })).toThrow(
      expect.objectContaining({ code: 'facts_not_checked' }),
    )
  }
})
