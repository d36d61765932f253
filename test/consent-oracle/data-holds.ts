import {
  type Conditions,
  type ConsentCoding,
  consentCodeSystems,
  type DataReference,
  type Effect,
  type RequestedItem,
  type TimeSpan,
  type Vocabulary,
} from '@fidecura/consent'
import { allOf, anyOf, knownAs, type Three } from './three.ts'
import { isBelow, isWithin } from './vocabulary-walk.ts'

/** Those conditions that are about a record. */
export function recordHolds(
  effect: Effect,
  { labels, types, codes, data, dataPeriod }: Conditions,
  item: RequestedItem,
  vocabulary: Vocabulary,
): Three {
  return allOf([
    labels === undefined ? 'yes' : labelsHold(effect, labels, item, vocabulary),
    types === undefined ? 'yes' : typesHold(types, item),
    codes === undefined ? 'yes' : codesHold(codes, item, vocabulary),
    data === undefined ? 'yes' : dataHold(data, item),
    dataPeriod === undefined ? 'yes' : dataPeriodHolds(dataPeriod, item),
  ])
}

/** What a record is not said to be of a system, it may be; it is of one kind in each. */
function typesHold(types: readonly ConsentCoding[], { types: known = [] }: RequestedItem): Three {
  return anyOf(
    types.map(({ system, code }) => {
      const here = known.filter((one) => one.system === system)
      return here.length === 0 ? 'unknown' : knownAs(here.some((one) => one.code === code))
    }),
  )
}

function codesHold(
  codes: readonly ConsentCoding[],
  { codes: known = [] }: RequestedItem,
  vocabulary: Vocabulary,
): Three {
  return anyOf(
    codes.map(({ system, code }) => {
      const tree = vocabulary.codes[system] ?? {}
      const here = known.filter((one) => one.system === system)
      if (here.some((one) => isWithin(tree, one.code, code))) return 'yes'
      // What is said of it in general may be this in particular.
      if (here.some((one) => isBelow(tree, code, one.code))) return 'unknown'
      return here.length === 0 ? 'unknown' : 'no'
    }),
  )
}

/** A permit for label L covers labels <= L, a denial covers >= L; what is not labelled may be anything. */
function labelsHold(
  effect: Effect,
  labels: readonly ConsentCoding[],
  { labels: known = [] }: RequestedItem,
  vocabulary: Vocabulary,
): Three {
  if (known.length === 0) return 'unknown'
  const ranked = labels.filter(({ system }) => system === consentCodeSystems.confidentiality)
  const named = labels.filter(({ system }) => system !== consentCodeSystems.confidentiality)
  const sensitive = anyOf(named.map((label) => sensitivityHolds(effect, label, known, vocabulary)))
  if (ranked.length === 0) return sensitive
  const ranks = known
    .filter(({ system }) => system === consentCodeSystems.confidentiality)
    .map(({ code }) => vocabulary.confidentiality.indexOf(code))
    // A code that the order does not know counts as the most confidential.
    .map((rank) => (rank < 0 ? Infinity : rank))
  if (ranks.length === 0) return anyOf([sensitive, 'unknown'])
  const rank = Math.max(...ranks)
  const confidential = anyOf(
    ranked.map(({ code }) => {
      const bound = vocabulary.confidentiality.indexOf(code)
      return knownAs(effect === 'permit' ? rank <= bound : rank >= bound)
    }),
  )
  // One bound of confidentiality bounds a permit, whatever else it names.
  return effect === 'permit' ? confidential : anyOf([confidential, sensitive])
}

function sensitivityHolds(
  effect: Effect,
  { system, code }: ConsentCoding,
  known: readonly ConsentCoding[],
  vocabulary: Vocabulary,
): Three {
  const tree = system === consentCodeSystems.actCode ? vocabulary.sensitivities : {}
  const here = known.filter((one) => one.system === system)
  if (here.some((one) => isWithin(tree, one.code, code))) return 'yes'
  const broader = here.some((one) => isBelow(tree, code, one.code))
  return effect === 'deny' && broader ? 'unknown' : 'no'
}

/** FHIR consent-data-meaning. */
function dataHold(data: readonly DataReference[], item: RequestedItem): Three {
  const isIn = (list: readonly string[] | undefined, reference: string): Three =>
    list === undefined ? 'unknown' : knownAs(list.includes(reference))
  return anyOf(
    data.map(({ meaning, reference }) => {
      const itself = isIn(item.record === undefined ? undefined : [item.record], reference)
      switch (meaning) {
        case 'instance':
          return itself
        case 'related':
          return anyOf([itself, isIn(item.related, reference)])
        case 'dependents':
          return anyOf([itself, isIn(item.dependsOn, reference)])
        default:
          return isIn(item.authors, reference)
      }
    }),
  )
}

function dataPeriodHolds(wanted: TimeSpan, { period }: RequestedItem): Three {
  if (period === undefined) return 'unknown'
  const { start = -Infinity, end = Infinity } = period
  const { start: from = -Infinity, end: until = Infinity } = wanted
  if (start >= from && end <= until) return 'yes'
  return start < until && end > from ? 'unknown' : 'no'
}
