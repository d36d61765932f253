import {
  type AccessRequest,
  type Combiner,
  type Decision,
  decide,
  defaultVocabulary,
  type Obligation,
  type RequestedCategory,
  type RequestedItem,
  type VerifiedStatementSet,
} from '@fidecura/consent'
import fc from 'fast-check'
import {
  asked,
  categories,
  items,
  requesters,
  statements,
} from '../../packages/consent/test/random-terms.ts'
import { options, request, setOf } from '../../packages/consent/test/setting.ts'
import { recordHolds } from './data-holds.ts'
import { oracle } from './oracle.ts'

/** How often each answer came, and how often a category was permitted of which a record was let through. */
export type Compared = Readonly<Record<Decision['kind'] | 'record', number>>

/**
 * Asks the package and the oracle the same, of single records, and of categories by a record each.
 *
 * @throws If they ever differ, with the smallest statements and request found that show it.
 */
export function compare(pairs: number, seed: number): Compared {
  const seen = { permit: 0, permit_emergency: 0, deny: 0, no_consent: 0, unknown: 0, record: 0 }
  const policy = { at: options.at, vocabulary: defaultVocabulary }
  fc.assert(
    fc.property(cases, ({ list, asking, combine, data, category, record }) => {
      const set = setOf(list)
      const naive = (wanted: readonly RequestedItem[]): Decision['kind'] =>
        oracle({ ...asking, data: wanted }, set.statements, { ...policy, combine })
      const { kind } = ask(set, { ...asking, data }, combine)
      assertSame(kind, naive(data))
      seen[kind]++
      const { kind: whole, obligations } = ask(set, { ...asking, data: [category] }, combine)
      const member = memberOf(category, record)
      if (whole !== 'permit' || !obligations.every((each) => lets(each, member))) return
      assertSame(whole, naive([member]))
      seen.record++
    }),
    { numRuns: pairs, seed },
  )
  return seen
}

const cases = fc.record({
  list: statements,
  asking: fc
    .tuple(asked, requesters, fc.integer({ min: 0, max: 9 }))
    .map(([question, requester, keeper]) => {
      const { custodian, ...others } = request({ ...question, requester })
      // Now and then nobody says who keeps it.
      return keeper === 0 || custodian === undefined ? others : { ...others, custodian }
    }),
  combine: fc.constantFrom<Combiner>('newest', 'deny_overrides'),
  data: fc.array(items, { minLength: 1, maxLength: 2 }),
  category: categories,
  record: items,
})

function ask(set: VerifiedStatementSet, asking: AccessRequest, combine: Combiner): Decision {
  return decide(asking, set, { ...options, combine })
}

function assertSame(package_: string, naive: string): void {
  if (package_ !== naive) throw new Error(`The package says ${package_}, the oracle ${naive}`)
}

/** A record of the category: of one of its kinds, with one of its codes, of its times. */
function memberOf(category: RequestedCategory, record: RequestedItem): RequestedItem {
  const { types, codes, period } = category
  return {
    ...record,
    ...(types && { types: types.slice(0, 1) }),
    ...(codes && { codes: [...codes.slice(0, 1), ...(record.codes ?? [])] }),
    ...(period && { period }),
  }
}

/** Left out is whatever may be meant; what is limited to must surely be. */
function lets(obligation: Obligation, record: RequestedItem): boolean {
  if (obligation.kind !== 'leave_out' && obligation.kind !== 'limit_to') return true
  const { kind, data } = obligation
  if (kind === 'leave_out') return recordHolds('deny', data, record, defaultVocabulary) === 'no'
  return recordHolds('permit', data, record, defaultVocabulary) === 'yes'
}
