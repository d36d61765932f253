import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { encodeUtf8, type JsonObject } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { withCorpus } from '../../../test/with-corpus.ts'
import {
  type Dialect,
  type FhirFromTermsOptions,
  fhirFromTerms,
  type ReferenceMap,
  type SourceReading,
  termsFromFhir,
} from '../src/fhir/index.ts'
import type { Actor, Conditions, Rule } from '../src/terms.ts'
import { miiPolicies, policy, references } from './fhir-resources.ts'
import * as examples from './pcf/examples.ts'
import { rules } from './random-terms.ts'
import {
  cardiology,
  deny,
  hospital,
  kind,
  label,
  loinc,
  now,
  oncology,
  permit,
  sensitivity,
  termsOf,
} from './setting.ts'

const common = { references, subject: 'Patient/1' }
const recorded = { ...common, dateTime: '2026-01-01', policy }
const pcfNames = {
  ...recorded,
  performer: 'Patient/1',
  organization: 'Organization/hospital',
  source: 'DocumentReference/1',
}

function optionsFor(dialect: Dialect): FhirFromTermsOptions {
  if (dialect === 'R4' || dialect === 'R5') return { ...common, dialect }
  return dialect === 'MII' ? { ...recorded, dialect } : { ...pcfNames, dialect }
}

function readBack(resource: JsonObject, map: ReferenceMap = references): SourceReading {
  return termsFromFhir(encodeUtf8(JSON.stringify(resource)), { references: map })
}

function expectRoundTrip(rule: Rule, dialect: Dialect): void {
  const terms = termsOf(rule)
  const resource = fhirFromTerms(terms, optionsFor(dialect))
  const reading = readBack(resource)
  expect(reading.terms).toEqual(terms)
  expect(reading.dialect).toBe(dialect)
  const meant = ['denial_widened', 'permit_narrowed']
  expect(reading.notes.filter(({ code }) => !meant.includes(code))).toEqual([])
}

// What each dialect can say, from which trees are made.
const some = <T>(...values: readonly T[]): fc.Arbitrary<readonly T[]> =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 })
const instant = fc.integer({ min: now - 1e8, max: now + 1e8 })
const span = fc
  .tuple(instant, fc.integer({ min: 2, max: 1e7 }), fc.constantFrom('start', 'end', 'both'))
  .map(([start, length, edges]) => ({
    ...(edges === 'end' ? {} : { start }),
    ...(edges === 'start' ? {} : { end: start + length }),
  }))
const parties = (...roles: readonly Actor['role'][]): fc.Arbitrary<readonly Actor[]> =>
  some<Actor>(
    ...roles.flatMap((role): readonly Actor[] => [
      { role, did: cardiology },
      { role, did: oncology },
      { role, group: 'urn:example:group:privileged' },
      { role, identifier: { system: 'urn:example:licences', value: '1' } },
    ]),
  )
const purposes = some('TREAT', 'HPAYMT', 'HRESCH', 'BTG', 'RIVER')
const labels = some(label('N'), label('R'), sensitivity('PSY'))
const related = (...meanings: readonly ('instance' | 'related' | 'dependents' | 'authoredby')[]) =>
  some(
    ...meanings.flatMap((meaning) => [
      { meaning, reference: 'urn:record:1' },
      { meaning, reference: 'urn:record:encounter' },
    ]),
  )
const conditions = (parts: { [Name in keyof Conditions]?: fc.Arbitrary<Conditions[Name]> }) =>
  fc.record(parts, { requiredKeys: [] }) as fc.Arbitrary<Conditions>
const anyOf = conditions({
  period: span,
  actors: parties('recipient', 'custodian'),
  actions: some('access' as const, 'use' as const),
  purposes,
  labels,
  types: some(kind('Observation'), loinc('11502-2')),
  codes: some(loinc('11502-2'), loinc('34109-9')),
  data: related('instance', 'related', 'dependents', 'authoredby'),
  dataPeriod: span,
})
const children = <T>(child: fc.Arbitrary<T>) => fc.array(child, { maxLength: 3 })
// A denial of everything leaves nothing that can be read as a permit.
const limited = anyOf.filter((each) => Object.keys(each).length > 0)

const alternating = (depth: number, effect: Rule['effect']): fc.Arbitrary<Rule> =>
  fc.record({
    effect: fc.constant(effect),
    conditions: effect === 'deny' ? limited : anyOf,
    children:
      depth === 0
        ? fc.constant([])
        : children(alternating(depth - 1, effect === 'permit' ? 'deny' : 'permit')),
  })

const ranges: Readonly<Record<Dialect, fc.Arbitrary<Rule>>> = {
  R4: fc.oneof(
    alternating(2, 'permit'),
    children(alternating(2, 'permit')).map((list) => deny({}, list)),
    children(alternating(0, 'deny')).map((list) => deny({}, list)),
  ),
  R5: fc.oneof(
    fc
      .tuple(
        conditions({ actors: parties('recipient'), period: span }),
        children(alternating(2, 'deny')),
      )
      .map(([own, list]) => permit(own, list)),
    children(alternating(2, 'permit')).map((list) => deny({}, list)),
  ),
  'PCF-basic': pcfOf({}, []),
  'PCF-intermediate': pcfOf({}, [{}]),
  'PCF-advanced': pcfOf({ labels }, [{ labels }]),
  MII: fc
    .tuple(
      children(
        conditions({ labels, dataPeriod: span, types: some(kind('Observation')) }).chain((own) =>
          fc.record({
            effect: fc.constantFrom('permit' as const, 'deny' as const),
            period: fc.integer({ min: 1, max: 1e6 }),
            code: fc.integer({ min: 1, max: 60 }),
            own: fc.constant(own),
          }),
        ),
      ),
    )
    .map(([list]) =>
      deny(
        { period: { start: now }, purposes: ['HRESCH'] },
        list.map(({ effect, period, code, own }) => ({
          effect,
          conditions: {
            ...own,
            period: { start: now + period },
            codes: [{ system: miiPolicies, code: `${miiPolicies.slice(8)}.${code}` }],
            ...(effect === 'permit' && { purposes: ['HRESCH'] }),
          },
          children: [],
        })),
      ),
    ),
}

type Parts = { [Name in keyof Conditions]?: fc.Arbitrary<Conditions[Name]> }

/** A permit with denials in it, a denial, and, with data or permits of its own, what it denies beside. */
function pcfOf(root: Parts, nested: readonly Parts[]): fc.Arbitrary<Rule> {
  const kept: Actor = { role: 'custodian', did: hospital }
  const who = { actors: parties('recipient'), purposes, period: span }
  const permitted = conditions(who).map((own) =>
    permit({ ...own, actors: [kept, ...(own.actors ?? [])] }),
  )
  const dissent = conditions({ ...who, ...root }).map((own) => deny(own))
  if (nested.length === 0) return fc.oneof(permitted, dissent)
  const data = { ...nested[0], dataPeriod: span }
  const denial = conditions(data)
    .filter(({ labels: some }) => some === undefined)
    .filter((own) => Object.keys(own).length > 0)
    .map((own) => deny(own))
  const inside = fc
    .tuple(permitted, children(denial))
    .map(([rule, list]) => permit(rule.conditions, list))
  // About treatment alone, so that the denial around it is, too.
  const beside = fc
    .tuple(conditions(data), children(conditions(data).map((own) => deny(own))))
    .filter(([own]) => Object.keys(own).length > 0)
    .filter(([, list]) => list.every((each) => Object.keys(each.conditions).length > 0))
    .map(([own, list]) =>
      deny({ purposes: ['TREAT'] }, [
        permit({ ...own, actors: [kept], purposes: ['TREAT'] }),
        ...list,
      ]),
    )
  return fc.oneof(inside, dissent, beside)
}

describe('fhirFromTerms', () => {
  test.each(Object.entries(ranges) as [Dialect, fc.Arbitrary<Rule>][])(
    'writes what %s can say so that it is read as the same terms',
    (dialect, range) => {
      fc.assert(
        fc.property(range, (rule) => {
          expectRoundTrip(rule, dialect)
        }),
        { numRuns: 300 },
      )
    },
  )

  test.each(Object.keys(ranges) as Dialect[])(
    'writes any terms in %s either so that they are read as the same, or not at all',
    (dialect) => {
      fc.assert(
        fc.property(rules, (rule) => {
          try {
            expectRoundTrip(rule, dialect)
          } catch (error) {
            expect(error).toMatchObject({ code: 'terms_not_in_dialect' })
          }
        }),
        { numRuns: 300 },
      )
    },
  )

  const treatment = { purposes: ['TREAT'] }
  test.each<[string, Rule, Dialect, string]>([
    ['what nobody understood', permit({ unknown: ['x'] }), 'R4', '/rule/conditions/unknown'],
    [
      'a kind of party',
      permit({ actors: [{ role: 'recipient', code: loinc('1') }] }),
      'R4',
      '/rule/conditions/actors/0/code',
    ],
    [
      'a party that the map has no reference for',
      permit({}, [deny({ actors: [{ role: 'recipient', did: 'did:web:else.example' as never }] })]),
      'R4',
      '/rule/children/0/conditions/actors/0',
    ],
    [
      'a record that the map has no reference for',
      permit({ data: [{ meaning: 'instance', reference: 'urn:record:else' }] }),
      'R4',
      '/rule/conditions/data/0',
    ],
    ['a duty', { ...permit(), duties: [{ kind: 'no_redisclosure' }] }, 'R4', '/rule/duties'],
    ['half a second', permit({ period: { end: now + 0.5 } }), 'R4', '/rule/conditions/period'],
    ['conditions of a denial at the base', deny(treatment), 'R4', '/rule/conditions/purposes'],
    ['a permit within a permit', permit({}, [permit(treatment)]), 'R4', '/rule'],
    ['purposes of a decision', permit(treatment), 'R5', '/rule/conditions/purposes'],
    [
      'whom a decision denies',
      deny({ actors: [{ role: 'recipient', did: cardiology }] }),
      'R5',
      '/rule/conditions/actors',
    ],
    ['a denial within a denial', deny({}, [deny(treatment)]), 'R5', '/rule/children/0/effect'],
    ['a label', permit({ labels: [label('N')] }), 'PCF-basic', '/rule'],
    [
      'data of another keeper',
      permit({ actors: [{ role: 'custodian', did: oncology }] }),
      'PCF-basic',
      '/rule',
    ],
    ['data of any keeper', permit(), 'PCF-basic', '/rule/conditions/actors'],
    [
      'an exception of an exception',
      permit({}, [deny(treatment, [permit()])]),
      'PCF-advanced',
      '/rule/children/0/children',
    ],
    ['a permit at the base', permit(), 'MII', '/rule'],
    [
      'treatment',
      deny({ ...treatment, period: { start: now } }),
      'MII',
      '/rule/conditions/purposes/0',
    ],
    [
      'three levels',
      deny({ period: { start: now } }, [permit({}, [deny()])]),
      'MII',
      '/rule/children/0/children',
    ],
  ])('refuses %s: %p in %s', (_, rule, dialect, place) => {
    expect(() => fhirFromTerms(termsOf(rule), optionsFor(dialect))).toThrow(
      expect.objectContaining({ code: 'terms_not_in_dialect', place }),
    )
  })

  test('does not write a permit under a policy that nobody vouches for', () => {
    const options = {
      ...optionsFor('PCF-basic'),
      policy: 'urn:example:unread',
    } as FhirFromTermsOptions
    const kept = { actors: [{ role: 'custodian', did: hospital }] } as const
    expect(() => fhirFromTerms(termsOf(permit(kept)), options)).toThrow(
      expect.objectContaining({ code: 'terms_not_in_dialect' }),
    )
  })

  test('writes what nobody can change behind the back of the terms', () => {
    const resource = fhirFromTerms(termsOf(permit(treatment)), optionsFor('R4'))
    expect(Object.isFrozen(resource['provision'])).toBe(true)
  })
})

withCorpus(
  'FHIR Consents',
  ['fhir-r4-examples', 'fhir-r5-examples', 'ihe-pcf-json'],
  (...folders) => {
    /** Those whose terms hold what was not understood, which nobody can write. */
    const notUnderstood = new Set(['consent-example-CDA', 'consent-example-grantor'])

    describe('fhirFromTerms, of what was read from published Consents,', () => {
      const files = folders.flatMap((folder) =>
        readdirSync(folder)
          .filter((name) => name.startsWith('Consent-'))
          .map((name): [string, string] => [
            `${folder.split('/').at(-1)} ${name}`,
            join(folder, name),
          ]),
      )

      test.each(files)('%s: is read as the same terms', (name, path) => {
        const text = readFileSync(path, 'utf8')
        const map = mapFor(text)
        let reading: SourceReading
        try {
          reading = readBack(JSON.parse(text), map)
        } catch (error) {
          expect(error).toMatchObject({ code: expect.stringMatching(/^consent_source_/) })
          return
        }
        const { dialect, terms } = reading
        const options = {
          ...optionsFor(dialect),
          ...(dialect.startsWith('PCF') && examplePcf),
          references: map,
        }
        const holdsUnknown = JSON.stringify(terms).includes('"unknown"')
        expect(holdsUnknown).toBe(
          [...notUnderstood].some((each) => name.includes(each)) && holdsUnknown,
        )
        if (holdsUnknown) {
          expect(() => fhirFromTerms(terms, options as never)).toThrow(
            expect.objectContaining({ code: 'terms_not_in_dialect' }),
          )
          return
        }
        expect(readBack(fhirFromTerms(terms, options as never), map).terms).toEqual(terms)
      })
    })
  },
)

const examplePcf = {
  organization: 'Organization/ex-organization',
  policy: 'http://example.org/policies/basePrivacyConsentPolicy.txt',
}

/** Everybody and everything that a file names stands for something. */
function mapFor(text: string): ReferenceMap {
  const found: Record<string, string> = { ...examples.references }
  for (const [, literal = ''] of text.matchAll(/"reference"\s*:\s*"(\w+\/[^"]+)"/g)) {
    const [type, id = ''] = literal.split('/')
    found[literal] ??= /^(Patient|Practitioner|Organization)$/.test(type as string)
      ? `did:web:example.com:${(type as string).toLowerCase()}:${id.toLowerCase()}`
      : `urn:record:${literal}`
  }
  return found
}
