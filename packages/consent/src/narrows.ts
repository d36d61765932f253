import { defaultVocabulary } from './default-vocabulary.ts'
import { type Duty, keepsDuties } from './duty.ts'
import {
  type Actor,
  type Conditions,
  consentCodeSystems,
  type Rule,
  type Terms,
  type TimeSpan,
} from './terms.ts'
import type { Vocabulary } from './vocabulary.ts'

/**
 * Whether terms permit no more than others did, and keep what those denied: the check that terms
 * which somebody signed equal their FHIR source or narrow it.
 *
 * Compares the two trees rule by rule, with codes taken as they are written, so it may say no to
 * terms that are narrower in a way that only a vocabulary knows. It never says yes to wider ones.
 *
 * @param vocabulary - Tells which purposes a permit must name itself.
 */
export function narrows(
  inner: Terms,
  outer: Terms,
  vocabulary: Vocabulary = defaultVocabulary,
): boolean {
  const [rule, source] = [inner, outer].map((terms) => withPurposes(terms.rule, undefined))
  if (rule === undefined || source === undefined) return false
  if (keyOf(rule) === keyOf(source)) return true
  return keepsAllDuties(rule, dutiesIn(source)) && narrowsRule(rule, source, [], vocabulary)
}

/**
 * Whether each permit asks for every duty of any permit of the others: which of those would have been the one
 * that permits is not looked at.
 */
function keepsAllDuties(
  { effect, duties = [], children }: Rule,
  asked: readonly Duty[],
  above: readonly Duty[] = [],
): boolean {
  const kept = [...above, ...duties]
  if (effect === 'permit' && !keepsDuties(kept, asked)) return false
  return children.every((child) => keepsAllDuties(child, asked, kept))
}

function dutiesIn({ duties = [], children }: Rule): readonly Duty[] {
  return [...duties, ...children.flatMap(dutiesIn)]
}

/** Writes the purposes of the rules above into each permit that has none: they bound it, and name for it. */
function withPurposes(rule: Rule, above: readonly string[] | undefined): Rule {
  const purposes = rule.conditions.purposes ?? above
  const inherits = rule.effect === 'permit' && purposes !== undefined
  return {
    ...rule,
    conditions: inherits ? { ...rule.conditions, purposes } : rule.conditions,
    children: rule.children.map((child) => withPurposes(child, purposes)),
  }
}

/** @param denials - Denials of `inner` further up that hold where its rule does. */
function narrowsRule(
  inner: Rule,
  outer: Rule,
  denials: readonly Rule[],
  vocabulary: Vocabulary,
): boolean {
  const innerDenials = [...denials, ...childrenOf(inner, 'deny')]
  if (inner.effect === 'permit') {
    // A denial that stood for itself would be lost.
    if (outer.effect === 'deny') return false
    return (
      isWithin(inner.conditions, outer.conditions, vocabulary) &&
      keepsDenials(outer, innerDenials, vocabulary) &&
      childrenOf(inner, 'permit').every((child) =>
        narrowsRule(child, outer, innerDenials, vocabulary),
      )
    )
  }
  const permits = reachable(inner, 'permit')
  if (outer.effect === 'permit') {
    return permits.every((permit) => narrowsRule(permit, outer, innerDenials, vocabulary))
  }
  if (!covers(inner.conditions, outer.conditions)) return false
  if (!keepsDenials(outer, innerDenials, vocabulary) && permits.length > 0) return false
  // Where the inner denial reaches further, a permit below it would too.
  if (permits.length > 0 && !covers(outer.conditions, inner.conditions)) return false
  const sources = childrenOf(outer, 'permit')
  const kept = new Set(inner.children.map(keyOf))
  // A denial below one permit takes from the permits beside it too.
  const harmless = sources.filter(
    (source) => kept.has(keyOf(source)) || keepsDenials(source, innerDenials, vocabulary),
  )
  return permits.every((permit) =>
    sources.some(
      (source) =>
        sources.every((beside) => beside === source || harmless.includes(beside)) &&
        narrowsRule(permit, source, innerDenials, vocabulary),
    ),
  )
}

/** Whether each denial that may decide below `outer` has one that covers it. */
function keepsDenials(outer: Rule, denials: readonly Rule[], vocabulary: Vocabulary): boolean {
  return reachable(outer, 'deny').every((denial) =>
    denials.some((kept) => narrowsRule(kept, denial, [], vocabulary)),
  )
}

/** The children of one effect, and those behind children that only repeat the effect of the rule. */
function reachable(rule: Rule, effect: Rule['effect']): readonly Rule[] {
  const repeated = rule.children.filter((child) => child.effect === rule.effect)
  return [...childrenOf(rule, effect), ...repeated.flatMap((child) => reachable(child, effect))]
}

function childrenOf(rule: Rule, effect: Rule['effect']): readonly Rule[] {
  return rule.children.filter((child) => child.effect === effect)
}

const lists = ['actions', 'purposes', 'labels', 'types', 'codes', 'data'] as const

/** Conditions of permits: whatever matches `inner` matches `outer`. An unknown one matches nothing. */
function isWithin(inner: Conditions, outer: Conditions, vocabulary: Vocabulary): boolean {
  if (inner.unknown !== undefined) return true
  return (
    outer.unknown === undefined &&
    // One confidentiality label bounds the permits of all other labels beside it.
    (!ranksLabels(outer) || ranksLabels(inner)) &&
    (outer.purposes !== undefined || namesOrdinary(inner.purposes, vocabulary)) &&
    lists.every((name) => isSubset(inner[name], outer[name])) &&
    isSpanWithin(inner.period, outer.period) &&
    isSpanWithin(inner.dataPeriod, outer.dataPeriod) &&
    roleIsWithin(inner.actors, outer.actors, 'recipient') &&
    roleIsWithin(inner.actors, outer.actors, 'custodian')
  )
}

/** A permit for all purposes leaves out those that must be named, so to name one may widen it. */
function namesOrdinary(
  named: readonly string[] | undefined,
  { purposes, emergencyPurposes }: Vocabulary,
): boolean {
  return (named ?? []).every(
    (code) => Object.hasOwn(purposes, code) && !emergencyPurposes.includes(code),
  )
}

function ranksLabels({ labels }: Conditions): boolean {
  return labels?.some(({ system }) => system === consentCodeSystems.confidentiality) === true
}

/** Conditions of denials: whatever matches `inner` matches `outer`. An unknown one takes nothing away. */
function covers(outer: Conditions, inner: Conditions): boolean {
  return (
    // What could not be understood must stay as it was: it says how the denial was widened.
    (inner.unknown ?? []).every((name) => outer.unknown?.includes(name) === true) &&
    (outer.unknown ?? []).every((name) => inner.unknown?.includes(name) === true) &&
    lists.every((name) => isSubset(inner[name], outer[name])) &&
    isSpanWithin(inner.period, outer.period) &&
    isSpanWithin(inner.dataPeriod, outer.dataPeriod) &&
    isSubset(inner.actors, outer.actors)
  )
}

/** An absent list matches everything. */
function isSubset(
  inner: readonly unknown[] | undefined,
  outer: readonly unknown[] | undefined,
): boolean {
  if (outer === undefined) return true
  if (inner === undefined) return false
  const allowed = new Set(outer.map(keyOf))
  return inner.every((entry) => allowed.has(keyOf(entry)))
}

/** The same for equal values, in whatever order their members stand. */
function keyOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(keyOf).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([name, member]) => `${name}:${keyOf(member)}`).join()}}`
}

function roleIsWithin(
  inner: readonly Actor[] | undefined,
  outer: readonly Actor[] | undefined,
  role: Actor['role'],
): boolean {
  const of = (actors: readonly Actor[] | undefined): readonly Actor[] | undefined => {
    const list = actors?.filter((actor) => actor.role === role)
    return list?.length === 0 ? undefined : list
  }
  return isSubset(of(inner), of(outer))
}

function isSpanWithin(inner: TimeSpan | undefined, outer: TimeSpan | undefined): boolean {
  if (outer === undefined) return true
  if (inner === undefined) return false
  return (
    (inner.start ?? -Infinity) >= (outer.start ?? -Infinity) &&
    (inner.end ?? Infinity) <= (outer.end ?? Infinity)
  )
}
