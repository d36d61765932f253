import { CodedError } from '@fidecura/base'
import { type Did, parseDid } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  type Accreditation,
  type AuthorityPath,
  findAuthority,
  maxAuthorityLinks,
} from '../../src/authority.ts'
import type { Assertion, Grant } from '../../src/grants.ts'
import { type Draw, findAsOracle, searchOf } from './authority-oracle.ts'
import { issuingAccreditation } from './world.ts'

const dids = ['a', 'b', 'c', 'd', 'e'].map((name) => parseDid(`did:example:${name}`))
const values = ['one', 'two', 'three']

const did = fc.constantFrom(...dids)
const list = fc.subarray(values)
// Generous, or hardly a chain would ever hold.
const grant = fc.oneof(
  { weight: 3, arbitrary: fc.constant('*' as const) },
  { weight: 3, arbitrary: fc.constant(values) },
  { weight: 2, arbitrary: list },
  { weight: 1, arbitrary: fc.constant(undefined) },
) as fc.Arbitrary<Grant>
const accreditation: fc.Arbitrary<Accreditation> = fc
  .record({
    issuer: did,
    subject: did,
    depth: fc.integer({ min: 0, max: 8 }),
    types: grant.map((types) => types ?? []),
    organisations: grant,
    departments: grant,
    specialties: grant,
    purposes: grant,
    privileges: grant,
    actions: grant,
    assessments: grant,
    recordSystems: grant,
    registers: grant,
    fields: grant,
  })
  .map(({ issuer, subject, ...claims }) => ({
    issuer,
    subject,
    claims: { name: 'x', ...claims } as never,
  }))
const assertion: fc.Arbitrary<Assertion> = fc.record({
  types: fc.subarray(values, { minLength: 1, maxLength: 2 }),
  organisations: fc.subarray(values, { maxLength: 1 }),
  departments: fc.subarray(values, { maxLength: 1 }),
  specialties: fc.subarray(values, { maxLength: 2 }),
  purposes: fc.subarray(values, { maxLength: 2 }),
  privileges: fc.subarray(values, { maxLength: 1 }),
  actions: fc.subarray(values, { maxLength: 1 }),
  assessments: fc.subarray(values, { maxLength: 1 }),
  recordSystems: fc.subarray(values, { maxLength: 1 }),
  registers: fc.subarray(values, { maxLength: 1 }),
  fields: fc.subarray(values, { maxLength: 2 }),
})
const search = fc.record({
  issuer: did,
  assertion,
  roots: fc
    .dictionary(fc.constantFrom(...dids), list, { maxKeys: 2 })
    .map(
      (roots) =>
        new Map(
          Object.entries(roots).map(([root, types]) => [
            root as Did,
            { types: new Set([...types, issuingAccreditation]) },
          ]),
        ),
    ),
  bag: fc.array(accreditation, { maxLength: 16 }),
})

type Search = typeof search extends fc.Arbitrary<infer T> ? T : never

function pathsOf(given: Search): readonly AuthorityPath<Accreditation>[] {
  try {
    return findAuthority(given)
  } catch (error) {
    expect(error).toHaveProperty('code')
    return []
  }
}

const members = [
  'types',
  'organisations',
  'departments',
  'specialties',
  'purposes',
  'privileges',
  'actions',
  'assessments',
  'recordSystems',
  'registers',
  'fields',
] as const

/** What silence means: nothing, and of fields anything. */
function said(member: string): Grant {
  return member === 'fields' ? '*' : undefined
}

/** Written apart from the code: what of `asked` an accreditation does not allow. */
function lacking(
  link: Accreditation,
  asked: Partial<Record<(typeof members)[number], Grant>>,
): string[] {
  return members.filter((member) => {
    const [outer = said(member), inner = said(member)] = [link.claims[member], asked[member]]
    if (outer === '*' || inner === undefined || inner.length === 0) return false
    if (inner === '*' || outer === undefined) return true
    return new Set([...outer, ...inner]).size !== new Set(outer).size
  })
}

/** Numbers below a limit, which a seed repeats. */
function drawOf(seed: number): Draw {
  let state = seed
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
}

describe('findAuthority', () => {
  // `npm run fuzz -- --parser findAuthority` tries 100,000 others.
  test('finds in 5,000 trees the ways that a plain reading of the rules finds, and no others', () => {
    const lengths = new Set<number>()
    const codes = new Set<string>()
    let found = 0
    for (let seed = 1; seed <= 5000; seed++) {
      const given = searchOf(drawOf(seed * 7919))
      try {
        for (const way of findAsOracle(given)) lengths.add(way.split(',').length)
        found++
      } catch (error) {
        if (!CodedError.is(error)) throw error
        codes.add(error.code)
      }
    }
    // Or it would be shown of nothing.
    expect(found).toBeGreaterThan(500)
    expect([...lengths].sort()).toEqual([1, 2, 3, 4, 5])
    expect([...codes].sort()).toEqual([
      'authority_cycle',
      'authority_depth_exceeded',
      'authority_missing',
      'authority_type_not_granted',
      'authority_value_not_granted',
      'authority_widened',
      'credential_issuer_untrusted',
    ])
  })

  test('finds no way that allows more than any one accreditation on it, or than its root', () => {
    let found = 0
    fc.assert(
      fc.property(search, (given) => {
        for (const { root, links } of pathsOf(given)) {
          found++
          expect(links.length).toBeLessThanOrEqual(maxAuthorityLinks)
          expect(
            given.assertion.types.every((type) => given.roots.get(root)?.types.has(type)),
          ).toBe(true)
          for (const link of links) expect(lacking(link, given.assertion)).toEqual([])
          for (const [position, above] of links.slice(1).entries()) {
            const below = links[position] as Accreditation
            expect(lacking(above, below.claims as never)).toEqual([])
            expect(below.claims.depth).toBeLessThan(above.claims.depth)
          }
        }
      }),
      { numRuns: 3000, seed: 7 },
    )
    // Or the property would hold of nothing.
    expect(found).toBeGreaterThan(100)
  })

  test('finds only ways that hang together, from the issuer to a root, without coming back', () => {
    fc.assert(
      fc.property(search, (given) => {
        for (const { root, links } of pathsOf(given)) {
          const way = [given.issuer, ...links.map(({ issuer }) => issuer)]
          expect(way.at(-1)).toBe(root)
          expect(links.map(({ subject }) => subject)).toEqual(way.slice(0, -1))
          expect(new Set(way).size).toBe(way.length)
        }
      }),
      { numRuns: 2000, seed: 8 },
    )
  })

  test('finds no more when an accreditation is taken away, or a root', () => {
    fc.assert(
      fc.property(search, fc.nat(15), (given, position) => {
        const fewer = { ...given, bag: given.bag.filter((_, i) => i !== position) }
        const rootless = { ...given, roots: new Map([...given.roots].slice(1)) }
        const all = pathsOf(given).length
        expect(pathsOf(fewer).length).toBeLessThanOrEqual(all)
        expect(pathsOf(rootless).length).toBeLessThanOrEqual(all)
      }),
      { numRuns: 2000, seed: 9 },
    )
  })

  test('comes to an end in bounded time for the bag with the most ways', () => {
    const layers = Array.from({ length: 9 }, (_, i) => parseDid(`did:example:layer-${i}`))
    const bag = layers.slice(1).flatMap((issuer, i) =>
      [0, 1].map(() => ({
        issuer,
        subject: layers[i] as Did,
        claims: { name: 'x', types: ['one'], depth: i } as never,
      })),
    )
    const types = new Set(['one', issuingAccreditation])
    const none = { fields: [] }
    const paths = findAuthority({
      issuer: layers[0] as Did,
      assertion: { types: ['one'], ...none },
      roots: new Map([[layers[8] as Did, { types }]]),
      bag,
    })
    expect(paths.length).toBe(2 ** 8)
  })

  test('refuses a ninth level', () => {
    const layers = Array.from({ length: 10 }, (_, i) => parseDid(`did:example:layer-${i}`))
    const bag = layers.slice(1).map((issuer, i) => ({
      issuer,
      subject: layers[i] as Did,
      claims: { name: 'x', types: ['one'], depth: i } as never,
    }))
    const none = { fields: [] }
    const given = {
      issuer: layers[0] as Did,
      assertion: { types: ['one'], ...none },
      roots: new Map([[layers[9] as Did, { types: new Set(['one', issuingAccreditation]) }]]),
      bag,
    }
    expect(() => findAuthority(given)).toThrow(
      expect.objectContaining({ code: 'authority_depth_exceeded' }),
    )
  })
})
