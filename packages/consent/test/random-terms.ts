import fc from 'fast-check'
import type { RequestedCategory, RequestedItem } from '../src/access-request.ts'
import type { RegisteredStatement } from '../src/statement-set.ts'
import type { Coding, Conditions, Rule } from '../src/terms.ts'
import {
  cardiology,
  doctor,
  hospital,
  kind,
  label,
  loinc,
  now,
  oncology,
  sensitivity,
  statement,
} from './setting.ts'

// Few values of each, so that conditions and requests meet often.
const dids = [doctor, cardiology, hospital, oncology]
const purposeCodes = ['TREAT', 'COC', 'ETREAT', 'HRESCH', 'CLINTRCH', 'PurposeOfUse']
const codings = ['11502-2', '34109-9', '11488-4', '34788-0'].map(loinc)
const kinds = ['Observation', 'DocumentReference'].map(kind)
const labels: readonly Coding[] = [
  ...['L', 'N', 'R', 'X'].map(label),
  ...['SPI', 'PSY', 'HIV'].map(sensitivity),
]

function someOf<T>(values: readonly T[]): fc.Arbitrary<readonly T[]> {
  return fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 })
}

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
    actors: someOf(
      dids.flatMap((did) => [
        { role: 'recipient' as const, did },
        { role: 'custodian' as const, did },
      ]),
    ),
    actions: someOf(['access', 'use'] as const),
    purposes: someOf(purposeCodes),
    labels: someOf(labels),
    types: someOf(kinds),
    codes: someOf(codings),
    data: someOf(
      ['urn:record:1', 'urn:record:2'].map((reference) => ({
        meaning: 'instance' as const,
        reference,
      })),
    ),
    dataPeriod: span,
    unknown: fc.constant(['expression'] as const),
  },
  { requiredKeys: [] },
)

/** Mostly with one or two conditions, or hardly a request would ever match. */
const fewConditions: fc.Arbitrary<Conditions> = fc
  .tuple(conditions, fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 2 }))
  .map(([all, kept]) =>
    Object.fromEntries(Object.entries(all).filter((_, index) => kept.includes(index))),
  )

export const rules: fc.Arbitrary<Rule> = fc.letrec<{ rule: Rule }>((tie) => ({
  rule: fc.record({
    effect: fc.constantFrom('permit' as const, 'deny' as const),
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
    record: fc.constantFrom('urn:record:1', 'urn:record:2'),
    types: someOf(kinds),
    codes: someOf(codings),
    labels: someOf(labels),
    period: span,
  },
  { requiredKeys: ['scope'] },
)

export const categories: fc.Arbitrary<RequestedCategory> = fc.record(
  {
    scope: fc.constant('category' as const),
    types: someOf(kinds),
    codes: someOf(codings),
    period: span,
  },
  { requiredKeys: ['scope'] },
)

export const asked = fc.record({
  purposes: someOf(purposeCodes),
  action: fc.constantFrom('access' as const, 'use' as const),
  custodian: fc.constantFrom(hospital, oncology),
})

/** With sequences 1, 2, …, some withdrawn, of all kinds. */
export const statements: fc.Arbitrary<readonly RegisteredStatement[]> = fc
  .array(
    fc.record({
      rule: rules,
      kind: fc.constantFrom('consent' as const, 'consent' as const, 'restriction' as const),
      withdrawn: fc.integer({ min: 0, max: 5 }),
      grantee: fc.constantFrom(cardiology, hospital),
    }),
    { maxLength: 4 },
  )
  .map((list) =>
    list.map(({ rule, kind: statementKind, withdrawn, grantee }, index) =>
      statement(rule, {
        sequence: index + 1,
        kind: statementKind,
        grantee: { did: grantee, name: 'Grantee' },
        withdrawnAt: withdrawn === 0 ? now : undefined,
      }),
    ),
  )
