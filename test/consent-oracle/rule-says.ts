import type { Conditions, Effect, Rule } from '@fidecura/consent'
import type { Did } from '@fidecura/identity'
import { actorsHold, keptBy } from './actor-holds.ts'
import type { Asked } from './asked.ts'
import { recordHolds } from './data-holds.ts'
import { allOf, anyOf, knownAs, type Three } from './three.ts'
import { isBelow, isWithin } from './vocabulary-walk.ts'

export type Said = 'permit' | 'deny' | 'nothing'

/** What stands above a rule. */
interface Above {
  /** Every rule up there holds for sure. */
  readonly sure: boolean
  /** The next one up surely permits, so that to permit again says nothing. */
  readonly permits: boolean
  readonly purposes: readonly string[] | undefined
}

/**
 * What one statement's rule says, by the order of the documentation: exceptions before the rule, a
 * denial before a permit beside it, and what is not known only ever against opening.
 */
export function ruleSays(rule: Rule, controller: Did, asked: Asked): Said {
  const kept = keptBy(controller, asked)
  if (kept === 'no') return 'nothing'
  return says(rule, { sure: kept === 'yes', permits: false, purposes: undefined }, asked)
}

function says({ effect, conditions, children }: Rule, above: Above, asked: Asked): Said {
  const holds = conditionsHold(effect, conditions, above.purposes, asked)
  if (holds === 'no') return 'nothing'
  const sure = above.sure && holds === 'yes'
  const repeats = effect === 'permit' && above.permits
  const purposes = conditions.purposes ?? above.purposes
  const below = {
    sure: sure || repeats,
    permits: effect === 'permit' && (sure || repeats),
    purposes,
  }
  const exceptions = children.map((child) => says(child, below, asked))
  if (exceptions.includes('deny')) return 'deny'
  if (effect === 'deny') return exceptions.includes('permit') ? 'permit' : 'deny'
  return sure || exceptions.includes('permit') ? 'permit' : 'nothing'
}

function conditionsHold(
  effect: Effect,
  conditions: Conditions,
  purposesAbove: readonly string[] | undefined,
  asked: Asked,
): Three {
  const { request, item, at, vocabulary } = asked
  const { period, actors, actions, purposes, unknown } = conditions
  const { start = -Infinity, end = Infinity } = period ?? {}
  return allOf([
    knownAs(start <= at && at < end),
    actors === undefined ? 'yes' : actorsHold(effect, actors, asked),
    knownAs(actions === undefined || actions.includes(request.action)),
    purposes === undefined
      ? anyPurpose(effect, purposesAbove, asked)
      : anyOf(purposes.map((code) => purposeHolds(effect, code, asked))),
    recordHolds(effect, conditions, item, vocabulary),
    unknown === undefined ? 'yes' : 'unknown',
  ])
}

/** Emergency purposes hold where they are named, and never because a broader one is. */
function purposeHolds(effect: Effect, code: string, { purpose, vocabulary }: Asked): Three {
  const { purposes: tree, emergencyPurposes } = vocabulary
  const emergency = (each: string): boolean => emergencyPurposes.includes(each)
  if (purpose === code) return 'yes'
  if (isBelow(tree, purpose, code)) {
    if (!emergency(purpose)) return 'yes'
    return effect === 'permit' ? 'unknown' : 'no'
  }
  // A broader purpose than the one that is denied includes it, and is perhaps meant so.
  const includes = isWithin(tree, code, purpose) && !emergency(code) && !emergency(purpose)
  return effect === 'deny' && includes ? 'unknown' : 'no'
}

/** A denial of no purpose denies them all; a permit of none is silent on what must be named. */
function anyPurpose(
  effect: Effect,
  named: readonly string[] | undefined,
  { purpose, vocabulary }: Asked,
): Three {
  if (effect === 'deny' || named?.includes(purpose) === true) return 'yes'
  const ordinary =
    Object.hasOwn(vocabulary.purposes, purpose) && !vocabulary.emergencyPurposes.includes(purpose)
  return ordinary ? 'yes' : 'unknown'
}
