import { epochSeconds } from '@fidecura/base'
import {
  createJurisdiction,
  type Duty,
  defaultVocabulary,
  type LegalBasis,
  type Policy,
  type RegisteredStatement,
  type Rule,
  type VerifiedBreakGlass,
} from '@fidecura/consent'
import { china, healthDataSpace, optIn } from '@fidecura/consent/jurisdictions'
import fc from 'fast-check'
import {
  asked,
  categories,
  items,
  requesters,
  statements,
} from '../../packages/consent/test/random-terms.ts'
import { doctor, hospital, now, request } from '../../packages/consent/test/setting.ts'
import type { Case } from './case.ts'

/** What none of those that come with the package says. */
const elsewhere = createJurisdiction({
  version: 'urn:example:jurisdiction:elsewhere:1',
  combine: 'newest',
  bases: [
    {
      basis: 'care',
      purposes: ['TREAT'],
      actions: ['access'],
      yieldsTo: ['objection'],
      withinCustodian: true,
    },
    { basis: 'care', purposes: ['COC'], actions: ['access', 'use'], yieldsTo: [] },
    {
      basis: 'secondary_use',
      purposes: ['HRESCH'],
      actions: ['access', 'use'],
      yieldsTo: ['restriction'],
    },
  ],
  breakGlass: {
    purposes: ['ETREAT'],
    actions: ['access'],
    reasons: ['unconscious'],
    maxSeconds: 600,
    overrides: ['objection'],
    duties: [{ kind: 'notify_patient', withinSeconds: 60 }],
  },
})

const policies = fc.constantFrom<Policy>(
  { combine: 'newest' },
  { combine: 'newest' },
  { combine: 'deny_overrides' },
  { combine: 'deny_overrides' },
  { jurisdiction: optIn },
  { jurisdiction: healthDataSpace },
  { jurisdiction: healthDataSpace },
  { jurisdiction: china },
  { jurisdiction: elsewhere },
  { jurisdiction: elsewhere },
)

const bases = fc.oneof(
  { arbitrary: fc.constant<LegalBasis>('consent'), weight: 6 },
  {
    arbitrary: fc.constantFrom<LegalBasis>('care', 'care', 'secondary_use', 'vital_interest'),
    weight: 5,
  },
  { arbitrary: fc.constant<LegalBasis>('legal_obligation'), weight: 1 },
)

/** What an emergency is judged by, mostly as it must be. */
const emergencies = fc.record({
  issuer: fc.constantFrom(undefined, undefined, undefined, undefined, doctor),
  value: fc.constantFrom('0001', '0001', '0001', '0001', '0002'),
  reason: fc.constantFrom('unconscious', 'unconscious', 'unconscious', 'curious'),
  length: fc.constantFrom(600, 600, 600, 601, 5 * 3600),
  ago: fc.constantFrom(0, 1, 599, 600, -1),
  isProven: fc.integer({ min: 0, max: 9 }).map((n) => n > 0),
})

const duties = fc.constantFrom<readonly Duty[] | undefined>(
  undefined,
  [{ kind: 'no_redisclosure' }],
  [{ kind: 'erase_by', afterSeconds: 60 }],
)

/** That what is to be done changes nothing of whether it may be. */
function withDuties(rule: Rule, list: readonly (readonly Duty[] | undefined)[]): Rule {
  const [first, ...others] = list
  const children = rule.children.map((child, n) => withDuties(child, others.slice(n)))
  return { ...rule, children, ...(first && rule.effect === 'permit' && { duties: first }) }
}

/** Consents, restrictions and objections, with duties now and then. */
const lists: fc.Arbitrary<readonly RegisteredStatement[]> = fc
  .tuple(
    statements,
    fc.array(duties, { minLength: 4, maxLength: 4 }),
    fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
  )
  .map(([list, asks, objects]) =>
    list.map((each, n) => ({
      ...each,
      kind: each.kind === 'restriction' && objects[n] === true ? 'objection' : each.kind,
      terms: { ...each.terms, rule: withDuties(each.terms.rule, asks) },
    })),
  )

const lawful = { purposes: ['TREAT'], action: 'access', custodian: hospital } as const

/** Of any terms, laws and requests. */
export const randomCases: fc.Arbitrary<Case> = fc
  .record({
    list: lists,
    question: asked,
    requester: requesters,
    keeper: fc.integer({ min: 0, max: 9 }),
    legalBasis: bases,
    emergency: emergencies,
    policy: policies,
    data: fc.array(items, { minLength: 1, maxLength: 2 }),
    category: categories,
    record: items,
  })
  .map(({ list, question, requester, keeper, legalBasis, emergency, policy, ...others }) => {
    const { custodian, ...whole } = request({ ...question, requester, legalBasis })
    const [person = doctor] = requester.parties
    const { issuer = person, value, reason, length, ago, isProven } = emergency
    const issuedAt = epochSeconds(now - ago)
    const proven = {
      issuer,
      record: { ...whole.subject, value },
      reason,
      issuedAt,
      at: issuedAt,
      until: epochSeconds(issuedAt + length),
    } as unknown as VerifiedBreakGlass
    const isEmergency = legalBasis === 'vital_interest'
    const asking = {
      ...whole,
      // Now and then nobody says who keeps it.
      ...(keeper > 0 && custodian !== undefined && { custodian }),
      // Half of them what a law gives most, or hardly a statement would be what decides.
      ...(legalBasis === 'care' && keeper > 4 && lawful),
      ...(isEmergency && keeper > 1 && { purposes: ['ETREAT'], action: 'access' as const }),
      ...(isEmergency && isProven && { breakGlass: proven }),
    }
    return { list, asking, policy, vocabulary: defaultVocabulary, at: now, ...others }
  })
