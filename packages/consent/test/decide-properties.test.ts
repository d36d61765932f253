import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { AccessRequest, RequestedCategory, RequestedItem } from '../src/access-request.ts'
import { compiledSetOf } from '../src/compile.ts'
import { decide } from '../src/decide.ts'
import type { Combiner, Decision, Obligation } from '../src/decision.ts'
import { defaultVocabulary } from '../src/default-vocabulary.ts'
import { matchConditions } from '../src/match.ts'
import { no, yes } from '../src/match-result.ts'
import { narrows } from '../src/narrows.ts'
import type { RegisteredStatement } from '../src/statement-set.ts'
import type { Rule } from '../src/terms.ts'
import { relatives } from './random-edits.ts'
import { asked, categories, denials, items, requesters, rules, statements } from './random-terms.ts'
import { options, permit, request, requesterOf, setOf, statement, termsOf } from './setting.ts'

const requester = requesterOf({ purposes: ['PurposeOfUse', 'ETREAT'] })
const combiners = fc.constantFrom<Combiner>('newest', 'deny_overrides')
const data = fc.array(fc.oneof(items, categories), { minLength: 1, maxLength: 2 })
const runs = { numRuns: 800 }

function answer(
  list: readonly RegisteredStatement[],
  overrides: Partial<AccessRequest>,
  combine: Combiner,
): Decision {
  return decide(request({ requester, ...overrides }), setOf(list), { ...options, combine })
}

/** Statement indices depend on the order in the set; identifiers do not. */
function withIdentifiers(decision: Decision, list: readonly RegisteredStatement[]): unknown {
  return JSON.parse(JSON.stringify(decision), (name, value) =>
    name === 'statement' ? list[value as number]?.id : value,
  )
}

describe('decide', () => {
  test('does not depend on the order of the statements beyond their sequence', () => {
    fc.assert(
      fc.property(
        statements.chain((list) =>
          fc.tuple(fc.constant(list), fc.shuffledSubarray([...list], { minLength: list.length })),
        ),
        asked,
        data,
        combiners,
        ([list, shuffled], question, wanted, combine) => {
          const overrides = { ...question, data: wanted }
          expect(withIdentifiers(answer(shuffled, overrides, combine), shuffled)).toEqual(
            withIdentifiers(answer(list, overrides, combine), list),
          )
        },
      ),
      runs,
    )
  })

  test('never permits more for one more denial, as a statement or as an exception', () => {
    fc.assert(
      fc.property(
        statements,
        denials,
        asked,
        data,
        combiners,
        (list, denial, question, wanted, combine) => {
          const overrides = { ...question, data: wanted }
          const before = answer(list, overrides, combine)
          const added = statement(denial, { sequence: list.length + 1 })
          const nested = list.map((each) => ({
            ...each,
            terms: termsOf(withDenial(each.terms.rule, denial)),
          }))
          for (const after of [
            answer([...list, added], overrides, combine),
            answer(nested, overrides, combine),
          ]) {
            if (after.kind !== 'permit') continue
            expect(before.kind).toBe('permit')
            expect(sentences(after)).toEqual(expect.arrayContaining(sentences(before)))
          }
        },
      ),
      runs,
    )
  })

  test('never permits more once a consent is withdrawn', () => {
    fc.assert(
      fc.property(statements, asked, items, combiners, (list, question, item, combine) => {
        const overrides = { ...question, data: [item] }
        const withdrawn = list.map((each) =>
          each.kind === 'consent' ? { ...each, withdrawnAt: options.at } : each,
        )
        const after = answer(withdrawn, overrides, combine)
        expect(after.kind).not.toBe('permit')
      }),
      runs,
    )
  })

  test('permits every single record of a category that its obligations let through', () => {
    let permitted = 0
    fc.assert(
      fc.property(
        statements,
        asked,
        categories,
        items,
        combiners,
        (list, question, category, item, combine) => {
          const member = memberOf(category, item)
          const decision = answer(list, { ...question, data: [category] }, combine)
          if (decision.kind !== 'permit') return
          if (!decision.obligations.every((each) => isKept(each, member))) return
          permitted++
          expect(answer(list, { ...question, data: [member] }, combine).kind).toBe('permit')
        },
      ),
      { numRuns: 3000 },
    )
    // Otherwise this would have shown nothing.
    expect(permitted).toBeGreaterThan(40)
  })

  test('never throws on terms that parse', () => {
    fc.assert(
      fc.property(rules, asked, data, combiners, (rule, question, wanted, combine) => {
        const decision = answer([statement(rule)], { ...question, data: wanted }, combine)
        expect(['permit', 'deny', 'no_consent']).toContain(decision.kind)
      }),
      runs,
    )
  })
})

describe('narrows', () => {
  test('is true of equal terms', () => {
    fc.assert(
      fc.property(rules, (rule) => {
        const terms = termsOf(rule)
        expect(narrows(terms, termsOf({ ...rule }))).toBe(true)
      }),
    )
  })

  test('is true only of terms that permit nothing more', () => {
    let narrower = 0
    fc.assert(
      fc.property(
        rules,
        rules,
        fc.boolean(),
        denials,
        asked,
        items,
        (a, b, related, denial, question, item) => {
          const outer = termsOf(related ? a : b)
          const inner = termsOf(related ? withDenial(a, denial) : a)
          if (!narrows(inner, outer)) return
          narrower++
          const overrides = { ...question, data: [item] }
          if (answer([statement(inner.rule)], overrides, 'newest').kind !== 'permit') return
          expect(answer([statement(outer.rule)], overrides, 'newest').kind).toBe('permit')
        },
      ),
      { numRuns: 4000 },
    )
    expect(narrower).toBeGreaterThan(100)
  })

  test('is never true of terms that a change has widened, for anybody who might ask', () => {
    let permitted = 0
    fc.assert(
      fc.property(
        relatives,
        fc.array(fc.tuple(asked, requesters, items), { minLength: 8, maxLength: 8 }),
        ([a, b], requests) => {
          const [inner, outer] = [termsOf(a), termsOf(b)]
          if (!narrows(inner, outer)) return
          for (const [question, by, item] of requests) {
            const overrides = { ...question, requester: by, data: [item] }
            if (answer([statement(inner.rule)], overrides, 'newest').kind !== 'permit') continue
            permitted++
            expect(answer([statement(outer.rule)], overrides, 'newest').kind).toBe('permit')
          }
        },
      ),
      { numRuns: 3000 },
    )
    expect(permitted).toBeGreaterThan(100)
  })
})

function withDenial(rule: Rule, denial: Rule): Rule {
  return { ...rule, children: [...rule.children, denial] }
}

function sentences(decision: Decision): string[] {
  return decision.obligations.map((obligation) => JSON.stringify(obligation))
}

/** The item as one of the category: of one of its kinds, with one of its codes, of its times. */
function memberOf(category: RequestedCategory, item: RequestedItem): RequestedItem {
  const codes = [...(category.codes?.slice(-1) ?? []), ...(item.codes ?? [])]
  const { types, period } = category
  return {
    ...item,
    ...(types && { types: types.slice(-1) }),
    ...(codes.length > 0 && { codes }),
    ...(period && { period }),
  }
}

/** How a gate keeps an obligation: left out is what may match, let through what surely does. */
function isKept(obligation: Obligation, item: RequestedItem): boolean {
  if (obligation.kind !== 'leave_out' && obligation.kind !== 'limit_to') return true
  const { kind, data: conditions } = obligation
  const effect = kind === 'leave_out' ? 'deny' : 'permit'
  const set = setOf([statement({ ...permit(conditions), effect })])
  const [compiled] = [...compiledSetOf(set, defaultVocabulary).byGrantee.values()].flat()
  if (compiled === undefined) throw new Error('Nothing compiled')
  const question = { request: request(), at: options.at, purpose: 'TREAT', data: item }
  const match = matchConditions(compiled.rule.conditions, question)
  return kind === 'leave_out' ? match === no : match === yes
}
