import { epochSeconds } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { AccessRequest } from '../src/access-request.ts'
import { type DecideOptions, decide } from '../src/decide.ts'
import type { Decision } from '../src/decision.ts'
import type { Duty } from '../src/duty.ts'
import { isDuty } from '../src/duty-obligations.ts'
import type { Jurisdiction, LegalBasis } from '../src/jurisdiction.ts'
import { china, healthDataSpace, optIn } from '../src/jurisdictions/index.ts'
import { narrows } from '../src/narrows.ts'
import { requesterView } from '../src/requester-view.ts'
import type { RegisteredStatement } from '../src/statement-set.ts'
import type { Rule } from '../src/terms.ts'
import { asked, categories, denials, items, rules, statements } from './random-terms.ts'
import {
  hospital,
  now,
  options,
  request,
  requesterOf,
  setOf,
  statement,
  termsOf,
} from './setting.ts'

const { combine: _, ...instants } = options
const requester = requesterOf({ purposes: ['PurposeOfUse', 'ETREAT'] })
const jurisdictions = fc.constantFrom<Jurisdiction>(optIn, healthDataSpace, china)
const bases = fc.constantFrom<LegalBasis>(
  'consent',
  'care',
  'care',
  'secondary_use',
  'legal_obligation',
  'vital_interest',
)
const data = fc.array(fc.oneof(items, categories), { minLength: 1, maxLength: 2 })
// Half of them are what a law gives most, or hardly one would be permitted.
const questions = fc
  .tuple(asked, data, bases, fc.boolean())
  .map(([question, wanted, legalBasis, lawful]) => ({
    ...question,
    ...(lawful && { purposes: ['TREAT'], action: 'access' as const, custodian: hospital }),
    data: wanted,
    legalBasis: lawful ? ('care' as const) : legalBasis,
  }))
const runs = { numRuns: 800 }

function answer(
  list: readonly RegisteredStatement[],
  overrides: Partial<AccessRequest>,
  jurisdiction: Jurisdiction,
  more: Partial<DecideOptions> = {},
): Decision {
  const policy = { ...instants, ...more, jurisdiction } as DecideOptions
  return decide(request({ requester, ...overrides }), setOf(list), policy)
}

// Seldom, and of which one may be stricter than the other.
const someDuties = fc.array(
  fc.constantFrom<readonly Duty[] | undefined>(
    undefined,
    undefined,
    [{ kind: 'no_redisclosure' }],
    [{ kind: 'frequency', times: 1, perSeconds: 2 }],
    [{ kind: 'frequency', times: 2, perSeconds: 2 }],
  ),
  { minLength: 6, maxLength: 6 },
)

const rulesWithDuties = fc.tuple(rules, someDuties).map(([rule, list]) => withDuties(rule, list))

function withDuties(
  rule: Rule,
  [first, ...others]: readonly (readonly Duty[] | undefined)[],
): Rule {
  const children = rule.children.map((child, n) => withDuties(child, others.slice(n)))
  const asks = first !== undefined && rule.effect === 'permit'
  return { ...rule, children, ...(asks && { duties: first }) }
}

const isPermit = ({ kind }: Decision): boolean => kind === 'permit' || kind === 'permit_emergency'

describe('decide, by any law and basis,', () => {
  test('answers the same to the same, whatever the order of the statements', () => {
    fc.assert(
      fc.property(statements, questions, jurisdictions, (list, question, law) => {
        const first = answer(list, question, law)
        expect(answer(list, question, law)).toEqual(first)
        const { kind, code } = answer(list.toReversed(), question, law)
        expect({ kind, code }).toEqual({ kind: first.kind, code: first.code })
      }),
      runs,
    )
  })

  test('never permits for one more denial what it did not permit without', () => {
    let permitted = 0
    fc.assert(
      fc.property(
        statements,
        denials,
        fc.constantFrom('consent' as const, 'restriction' as const, 'objection' as const),
        questions,
        jurisdictions,
        (list, denial, kind, question, law) => {
          const added = statement(denial, { kind, sequence: list.length + 1 })
          if (!isPermit(answer([...list, added], question, law))) return
          permitted++
          expect(isPermit(answer(list, question, law))).toBe(true)
        },
      ),
      { numRuns: 2000 },
    )
    // Otherwise this would have shown nothing.
    expect(permitted).toBeGreaterThan(50)
  })

  test('never permits, nor tells anything, of what is unknown', () => {
    const doubts = fc.constantFrom<Partial<DecideOptions>>(
      { maxAgeSeconds: -1 },
      { maxAgeSeconds: Number.NaN },
      { now: epochSeconds(now + 61) },
      { at: epochSeconds(now + 1) },
    )
    fc.assert(
      fc.property(statements, questions, jurisdictions, doubts, (list, question, law, doubt) => {
        const decision = answer(list, question, law, doubt)
        expect(decision).toMatchObject({ kind: 'unknown', obligations: [], trace: [] })
        expect(requesterView(decision)).toEqual({ answer: 'not_available' })
      }),
      runs,
    )
  })

  test('permits nothing in an emergency that nobody has proven', () => {
    fc.assert(
      fc.property(statements, questions, jurisdictions, (list, question, law) => {
        const decision = answer(list, { ...question, legalBasis: 'vital_interest' }, law)
        expect(isPermit(decision)).toBe(false)
      }),
      runs,
    )
  })
})

describe('narrows, on random terms with duties,', () => {
  test('is true only of terms whose permits ask for what those of the others ask for', () => {
    let compared = 0
    fc.assert(
      fc.property(
        rulesWithDuties,
        rulesWithDuties,
        fc.boolean(),
        denials,
        asked,
        items,
        (a, b, related, denial, question, item) => {
          const outer = termsOf(related ? a : b)
          const inner = termsOf(related ? { ...a, children: [...a.children, denial] } : a)
          if (!narrows(inner, outer)) return
          const ask = (terms: typeof inner) =>
            decide(
              request({ requester, ...question, data: [item] }),
              setOf([statement(terms.rule)]),
              options,
            )
          const [narrow, wide] = [ask(inner), ask(outer)]
          if (narrow.kind !== 'permit') return
          const duties = (decision: Decision) =>
            decision.obligations.filter(isDuty).map(({ rule: _, ...duty }) => duty)
          for (const duty of duties(wide)) {
            compared++
            const isKept = duties(narrow).some((kept) =>
              duty.kind === 'frequency'
                ? kept.kind === 'frequency' && kept.times <= duty.times
                : kept.kind === duty.kind,
            )
            expect(isKept).toBe(true)
          }
        },
      ),
      { numRuns: 8000 },
    )
    // Otherwise this would have shown nothing.
    expect(compared).toBeGreaterThan(5)
  })
})
