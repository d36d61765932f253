import { epochSeconds } from '@fidecura/base'
import type {
  Decision,
  Obligation,
  RequestedCategory,
  RequestedItem,
  Vocabulary,
} from '@fidecura/consent'
import fc from 'fast-check'
// Without the brands: who broke a glass is proven elsewhere, and here only said.
import { decideUpon } from '../../packages/consent/src/decide.ts'
import { setOf } from '../../packages/consent/test/setting.ts'
import type { Case } from './case.ts'
import { recordHolds } from './data-holds.ts'
import { oracle } from './oracle.ts'

/** How often each answer came, and how often a category was permitted of which a record was let through. */
export type Compared = Readonly<Record<Decision['kind'] | 'record', number>>

/**
 * Asks the package and the oracle the same, of single records, and of categories by a record each.
 *
 * @throws If they ever differ, with the smallest statements and request found that show it.
 */
export function compare(cases: fc.Arbitrary<Case>, pairs: number, seed: number): Compared {
  const seen = { permit: 0, permit_emergency: 0, deny: 0, no_consent: 0, unknown: 0, record: 0 }
  fc.assert(
    fc.property(cases, ({ list, asking, policy, at, vocabulary, data, category, record }) => {
      const now = epochSeconds(at)
      const set = setOf(list, { asOf: now })
      const { jurisdiction: law } = policy
      const combine = policy.combine ?? policy.jurisdiction.combine
      const ask = (wanted: AskedFor): Decision =>
        decideUpon({ ...asking, data: wanted }, set, {
          at: now,
          now,
          maxAgeSeconds: 60,
          vocabulary,
          ...policy,
        })
      const naive = (wanted: readonly RequestedItem[]): Decision['kind'] =>
        oracle({ ...asking, data: wanted }, set.statements, { at, vocabulary, combine, law })
      const { kind } = ask(data)
      assertSame(kind, naive(data))
      seen[kind]++
      const { kind: whole, obligations } = ask([category])
      const member = memberOf(category, record)
      const isPermit = whole === 'permit' || whole === 'permit_emergency'
      if (!isPermit || !obligations.every((each) => lets(each, member, vocabulary))) return
      assertSame(whole, naive([member]))
      seen.record++
    }),
    { numRuns: pairs, seed },
  )
  return seen
}

type AskedFor = readonly RequestedItem[] | readonly RequestedCategory[]

function assertSame(package_: string, naive: string): void {
  if (package_ !== naive) throw new Error(`The package says ${package_}, the oracle ${naive}`)
}

/** A record of the category: of one of its kinds, with one of its codes, of its times; of any, where it names none. */
function memberOf(category: RequestedCategory, record: RequestedItem): RequestedItem {
  const { types, codes, period } = category
  return {
    ...record,
    ...(types?.length && { types: types.slice(0, 1) }),
    ...(codes?.length && { codes: [...codes.slice(0, 1), ...(record.codes ?? [])] }),
    ...(period && { period }),
  }
}

/** Left out is whatever may be meant; what is limited to must surely be. */
function lets(obligation: Obligation, record: RequestedItem, vocabulary: Vocabulary): boolean {
  if (obligation.kind !== 'leave_out' && obligation.kind !== 'limit_to') return true
  const { kind, data } = obligation
  if (kind === 'leave_out') return recordHolds('deny', data, record, vocabulary) === 'no'
  return recordHolds('permit', data, record, vocabulary) === 'yes'
}
