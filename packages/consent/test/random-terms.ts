import { epochSeconds } from '@fidecura/base'
import fc from 'fast-check'
import type { AccessRequest, RequestedCategory, RequestedItem } from '../src/access-request.ts'
import { type CustodianFacts, createCustodianFacts } from '../src/custodian-facts.ts'
import type { Requester } from '../src/requester.ts'
import type { RegisteredStatement } from '../src/statement-set.ts'
import {
  type Actor,
  type Conditions,
  type ConsentCoding,
  dataMeanings,
  type Rule,
} from '../src/terms.ts'
import {
  cardiology,
  doctor,
  hospital,
  kind,
  label,
  loinc,
  now,
  oncology,
  requesterOf,
  sensitivity,
  statement,
} from './setting.ts'

// Few values of each, so that conditions and requests meet often.
const dids = [doctor, cardiology, hospital, oncology]
const purposeCodes = ['TREAT', 'COC', 'ETREAT', 'HRESCH', 'CLINTRCH', 'PurposeOfUse']
const other = (code: string): ConsentCoding => ({ system: 'urn:example:codes', code })
const codings = [
  ...['11502-2', '34109-9', '11488-4', '34788-0'].map(loinc),
  ...['a', 'b'].map(other),
]
const kinds = [...['Observation', 'DocumentReference'].map(kind), loinc('11488-4'), other('a')]
const labels: readonly ConsentCoding[] = [
  ...['L', 'N', 'R', 'X'].map(label),
  ...['SPI', 'PSY', 'HIV'].map(sensitivity),
]

function someOf<T>(values: readonly T[]): fc.Arbitrary<readonly T[]> {
  return fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 })
}

const registers = ['urn:example:licences', 'urn:example:members']
const numbers = registers.flatMap((system) => ['1', '2'].map((value) => ({ system, value })))
const professions = [
  loinc('34109-9'),
  loinc('34099-2'),
  { system: 'urn:example:professions', code: 'nurse' },
]
const groups = ['urn:example:team:1', 'urn:example:team:2']
const references = ['urn:record:1', 'urn:record:2', 'urn:record:3']

const actors: readonly Actor[] = (['recipient', 'custodian'] as const).flatMap((role) => [
  ...dids.map((did) => ({ role, did })),
  ...numbers.map((identifier) => ({ role, identifier })),
  ...professions.map((code) => ({ role, code })),
  ...groups.map((group) => ({ role, group })),
])

const span = fc
  .tuple(
    fc.integer({ min: 0, max: 8 }),
    fc.integer({ min: 1, max: 4 }),
    fc.integer({ min: 0, max: 2 }),
  )
  .map(([start, length, open]) => ({
    ...(open === 1 ? {} : { start }),
    ...(open === 2 ? {} : { end: start + length }),
  }))

const conditions: fc.Arbitrary<Conditions> = fc.record(
  {
    period: fc.constantFrom({ start: now - 5 }, { end: now + 5 }, { end: now - 5 }),
    actors: someOf(actors),
    actions: someOf(['access', 'use'] as const),
    purposes: someOf(purposeCodes),
    labels: someOf(labels),
    types: someOf(kinds),
    codes: someOf(codings),
    data: someOf(
      dataMeanings.flatMap((meaning) => references.map((reference) => ({ meaning, reference }))),
    ),
    dataPeriod: span,
    unknown: fc.constant(['expression'] as const),
  },
  { requiredKeys: [] },
)

/** Mostly with one or two conditions, or hardly a request would ever match. */
export const fewConditions: fc.Arbitrary<Conditions> = fc
  .tuple(conditions, fc.array(fc.integer({ min: 0, max: 19 }), { maxLength: 2 }))
  .map(([all, kept]) =>
    Object.fromEntries(Object.entries(all).filter((_, index) => kept.includes(index))),
  )

export const rules: fc.Arbitrary<Rule> = fc.letrec<{ rule: Rule }>((tie) => ({
  rule: fc.record({
    effect: fc.constantFrom('permit' as const, 'permit' as const, 'deny' as const),
    conditions: fewConditions,
    children: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.constant([]),
      fc.array(tie('rule'), { maxLength: 3 }),
    ),
  }),
})).rule

export const denials: fc.Arbitrary<Rule> = fewConditions.map((all) => ({
  effect: 'deny',
  conditions: all,
  children: [],
}))

export const items: fc.Arbitrary<RequestedItem> = fc.record(
  {
    scope: fc.constant('item' as const),
    record: fc.constantFrom(...references),
    related: fc.subarray(references),
    dependsOn: fc.subarray(references),
    authors: fc.subarray(references),
    types: someOf(kinds),
    codes: someOf(codings),
    labels: someOf(labels),
    period: span,
  },
  { requiredKeys: ['scope'] },
)

/** Now and then of none, which leaves out nothing. */
function someOrNone<T>(values: readonly T[]): fc.Arbitrary<readonly T[]> {
  return fc.oneof({ arbitrary: someOf(values), weight: 4 }, fc.constant([]))
}

export const categories: fc.Arbitrary<RequestedCategory> = fc.record(
  {
    scope: fc.constant('category' as const),
    types: someOrNone(kinds),
    codes: someOrNone(codings),
    period: span,
  },
  { requiredKeys: ['scope'] },
)

const facts: fc.Arbitrary<CustodianFacts> = fc
  .record({
    memberships: fc.array(
      fc.record({ group: fc.constantFrom(...groups), member: fc.constantFrom(...dids) }),
      { maxLength: 3 },
    ),
    partOf: fc.array(
      fc.record({ part: fc.constantFrom(...dids), whole: fc.constantFrom(...dids) }),
      { maxLength: 3 },
    ),
  })
  .map(createCustodianFacts)

/** What is asked, but for the data and by whom; of whom, and by what facts, is not always known. */
export const asked: fc.Arbitrary<Partial<AccessRequest>> = fc.record(
  {
    // Mostly one, for every one must be permitted.
    purposes: fc.oneof(
      { arbitrary: fc.constantFrom(['TREAT'], ['TREAT'], ['COC'], ['HRESCH']), weight: 3 },
      { arbitrary: someOf(purposeCodes), weight: 1 },
    ),
    action: fc.constantFrom('access' as const, 'use' as const),
    custodian: fc.constantFrom(hospital, hospital, hospital, hospital, oncology),
    facts,
  },
  { requiredKeys: ['purposes', 'action', 'custodian'] },
)

export const requesters: fc.Arbitrary<Requester> = fc
  .record({
    parties: fc.uniqueArray(fc.constantFrom(...dids), { maxLength: 3 }),
    purposes: fc.constantFrom(['PurposeOfUse', 'ETREAT'], ['PurposeOfUse', 'ETREAT'], ['TREAT']),
    identifiers: fc.subarray(numbers),
    codes: fc.subarray(professions),
    allCodesShown: fc.boolean(),
  })
  .map((fields) => requesterOf({ ...fields, parties: [cardiology, ...fields.parties] }))

/** With sequences 1, 2, …, some withdrawn, of all kinds. */
export const statements: fc.Arbitrary<readonly RegisteredStatement[]> = fc
  .array(
    fc.record({
      rule: rules,
      kind: fc.constantFrom(...(['consent', 'consent', 'consent', 'restriction'] as const)),
      withdrawnAt: fc.constantFrom(undefined, undefined, undefined, now, epochSeconds(now - 5)),
      grantee: fc.constantFrom(cardiology, cardiology, hospital),
      controller: fc.constantFrom(hospital, hospital, hospital, hospital, oncology),
      place: fc.constantFrom(
        {},
        {},
        { by: 'proxy' as const },
        { by: 'guardian' as const, overrides: true as const },
      ),
      defeated: fc.constantFrom(false, false, false, true),
      endedBySigner: fc.boolean(),
      validity: fc.constantFrom(
        {},
        {},
        {},
        { validUntil: now },
        { validFrom: epochSeconds(now + 1) },
      ),
    }),
    { maxLength: 4 },
  )
  .map((list) =>
    list.map(({ rule, grantee, defeated, endedBySigner, validity, place, ...others }, index) =>
      statement(rule, {
        ...others,
        ...validity,
        ...place,
        sequence: index + 1,
        grantee: { did: grantee, name: 'Grantee' },
        ...(defeated && { defeated }),
        ...(isOwnEnd({ ...others, ...place }) && endedBySigner && { endedBySigner }),
      }),
    ),
  )

function isOwnEnd({ kind, by, withdrawnAt }: Partial<RegisteredStatement>): boolean {
  return kind === 'consent' && by !== undefined && withdrawnAt !== undefined
}
