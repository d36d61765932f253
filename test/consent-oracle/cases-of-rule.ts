import { epochSeconds } from '@fidecura/base'
import {
  type Action,
  type Actor,
  type Conditions,
  createCustodianFacts,
  type RegisteredStatement,
  type RequestedItem,
  type Rule,
  type Vocabulary,
} from '@fidecura/consent'
import { type Did, parseDid } from '@fidecura/identity'
import fc from 'fast-check'
import {
  cardiology,
  hospital,
  request,
  requesterOf,
  statement,
} from '../../packages/consent/test/setting.ts'
import type { Case } from './case.ts'
import { itemsOf } from './drawn-items.ts'
import { randomCases } from './random-cases.ts'

/** Of each rule, with what those above it ask for beside. */
function conditionsOf(
  { conditions, children }: Rule,
  above: Conditions = {},
): readonly Conditions[] {
  const all = { ...above, ...conditions }
  return [all, ...children.flatMap((child) => conditionsOf(child, all))]
}

const stranger = parseDid('did:web:stranger.example')

/** Requests drawn from what the rule names, and what lies beside that, mostly so that one of its parts applies. */
export function casesOf(rule: Rule, vocabulary: Vocabulary): fc.Arbitrary<Case> {
  const all = conditionsOf(rule)
  const named = <T>(get: (one: Conditions) => readonly T[] | undefined): readonly T[] =>
    all.flatMap((one) => get(one) ?? [])
  const actors = named((one) => one.actors)
  const edges = all.flatMap(({ period: { start, end } = {} }) => [start, end])
  // As PCF has it, who keeps the data is the one that the patient names.
  const [keeper = hospital] = keepersIn(all)
  const instants = edges
    .filter((edge) => edge !== undefined)
    .flatMap((edge) => [Math.ceil(edge) - 1, Math.ceil(edge), Math.ceil(edge) + 1])
    .filter((edge) => edge > 100)
  const purposes = beside(vocabulary.purposes, [...named((one) => one.purposes), 'TREAT', 'HRESCH'])
  const parties = [cardiology, hospital, stranger, ...actors.flatMap(didsOf)]
  return fc
    .record({
      random: randomCases,
      // Mostly somebody to whom one of the rules applies, else hardly anything would be permitted.
      met: fc.option(fc.constantFrom(...all), { freq: 4 }),
      at: fc.constantFrom(...instants, 1_700_000_000),
      others: fc.integer({ min: 0, max: 2 }),
      withdrawn: fc.integer({ min: 0, max: 5 }),
      parties: fc.subarray(parties),
      identifiers: fc.subarray(
        actors.flatMap((actor) => ('identifier' in actor ? [actor.identifier] : [])),
      ),
      groups: fc.subarray(actors.flatMap((actor) => ('group' in actor ? [actor.group] : []))),
      purposes: fc.oneof(
        { arbitrary: fc.constantFrom(...purposes).map((code) => [code]), weight: 3 },
        {
          arbitrary: fc.uniqueArray(fc.constantFrom(...purposes), { minLength: 1, maxLength: 2 }),
          weight: 1,
        },
      ),
      action: fc.constantFrom<Action>(...named((one) => one.actions), 'access', 'use'),
      custodian: fc.constantFrom(...parties, keeper, keeper, keeper),
      data: fc
        .tuple(itemsOf(all, vocabulary), itemsOf(all, vocabulary), fc.integer({ max: 3 }))
        .map(([first, second, n]) => (n === 0 ? ([first, second] as const) : ([first] as const))),
    })
    .map((drawn): Case => {
      const { random, others, withdrawn, met } = drawn
      const {
        custodian,
        action,
        purposes: wanted,
        parties: also,
        at,
        item,
      } = meeting(met, drawn, keeper)
      const asker = requesterOf({
        parties: [cardiology, ...also],
        identifiers: drawn.identifiers,
        purposes: ['PurposeOfUse', ...vocabulary.emergencyPurposes, ...purposes],
        at: epochSeconds(at),
        now: epochSeconds(at),
      })
      const facts = createCustodianFacts({
        memberships: drawn.groups.map((group) => ({ group, member: cardiology })),
        partOf: [],
      })
      const isKnown = drawn.groups.length > 0
      const asked = { requester: asker, purposes: wanted, action, custodian }
      return {
        ...random,
        at,
        vocabulary,
        list: statementsOf(rule, random.list.slice(0, others), {
          at,
          keeper,
          isWithdrawn: withdrawn === 0,
        }),
        // Mostly by this consent; by what the law makes of it now and then.
        asking: request({
          ...asked,
          ...(isKnown && { facts }),
          legalBasis: withdrawn === 1 ? random.asking.legalBasis : 'consent',
        }),
        data: [item, ...drawn.data.slice(1)],
        record: item,
      }
    })
}

interface Asking {
  readonly at: number
  readonly purposes: readonly string[]
  readonly action: Action
  readonly custodian: Did
  readonly parties: readonly Did[]
  readonly item: RequestedItem
}

/** What was drawn, with whatever one rule asks for in its place. */
function meeting(
  met: Conditions | null,
  drawn: Omit<Asking, 'item'> & { readonly data: readonly [RequestedItem, ...RequestedItem[]] },
  keeper: Did,
): Asking {
  const { data, at, ...others } = drawn
  const [item] = data
  if (met === null) return { ...others, at, item }
  const { period, purposes, actions, actors = [], types, codes, labels, dataPeriod } = met
  const reference = met.data?.[0]
  const { start, end } = period ?? {}
  const within = Math.max(101, Math.ceil(start ?? (end ?? at + 1) - 1))
  return {
    at: period === undefined ? at : within,
    purposes: purposes?.slice(0, 1) ?? others.purposes,
    action: actions?.[0] ?? others.action,
    custodian: keeper,
    parties: [...actors.flatMap(didsOf), ...others.parties],
    item: {
      ...item,
      ...(types && { types: types.slice(0, 1) }),
      ...(codes && { codes: codes.slice(0, 1) }),
      ...(labels && { labels: labels.slice(0, 1) }),
      ...(dataPeriod && { period: dataPeriod }),
      ...(reference && { record: reference.reference, authors: [reference.reference] }),
    },
  }
}

/** The file's, and perhaps newer ones; all of the time at which it is asked. */
function statementsOf(
  rule: Rule,
  others: readonly RegisteredStatement[],
  {
    at,
    keeper,
    isWithdrawn,
  }: { readonly at: number; readonly keeper: Did; readonly isWithdrawn: boolean },
): readonly RegisteredStatement[] {
  const dated = {
    registeredAt: epochSeconds(at - 50),
    validFrom: epochSeconds(at - 50),
    validUntil: epochSeconds(at + 50),
  }
  const published = statement(rule, {
    ...dated,
    controller: keeper,
    ...(isWithdrawn && { withdrawnAt: epochSeconds(at) }),
  })
  return [
    published,
    ...others.map((each) => ({
      ...each,
      ...dated,
      withdrawnAt: undefined,
      sequence: each.sequence + 1,
    })),
  ]
}

function keepersIn(all: readonly Conditions[]): readonly Did[] {
  return all.flatMap(({ actors = [] }) =>
    actors.filter(({ role }) => role === 'custodian').flatMap(didsOf),
  )
}

function didsOf(actor: Actor) {
  return 'did' in actor ? [actor.did] : []
}

/** With the codes above and below. */
function beside(tree: Vocabulary['purposes'], codes: readonly string[]): readonly string[] {
  const above = codes.flatMap((code) => (Object.hasOwn(tree, code) ? [tree[code]] : []))
  const below = codes.flatMap((code) => Object.keys(tree).filter((other) => tree[other] === code))
  return [...new Set([...codes, ...above.filter((code) => typeof code === 'string'), ...below])]
}
