import type { Actor, CustodianFacts, Effect } from '@fidecura/consent'
import type { Asked } from './asked.ts'
import { allOf, anyOf, knownAs, type Three } from './three.ts'
import { isBelow, isWithin } from './vocabulary-walk.ts'

/** A permit asks for one of each role that is named; a denial for any of them, in whatever role. */
export function actorsHold(effect: Effect, actors: readonly Actor[], asked: Asked): Three {
  if (effect === 'deny') return anyOf(actors.map((actor) => actorHolds(actor, asked)))
  const roles = [...new Set(actors.map((actor) => actor.role))]
  return allOf(
    roles.map((role) =>
      anyOf(actors.filter((actor) => actor.role === role).map((actor) => actorHolds(actor, asked))),
    ),
  )
}

/**
 * Statements are about what their controller keeps, or a part of it. What the controller is a part of
 * keeps that among other things.
 */
export function keptBy(controller: string, { request }: Asked): Three {
  const { custodian, facts } = request
  if (custodian === undefined) return 'unknown'
  if (isPartOf(custodian, controller, facts)) return 'yes'
  return isPartOf(controller, custodian, facts) ? 'unknown' : 'no'
}

function actorHolds(actor: Actor, asked: Asked): Three {
  const { requester, facts } = asked.request
  if (actor.role === 'custodian') return custodianHolds(actor, asked)
  const { parties } = requester
  if ('did' in actor) return knownAs(parties.some((one) => isPartOf(one, actor.did, facts)))
  if ('group' in actor) {
    const members = (facts?.memberships ?? []).filter(({ group }) => group === actor.group)
    if (members.length === 0) return 'unknown'
    return knownAs(
      members.some(({ member }) => parties.some((one) => isPartOf(one, member, facts))),
    )
  }
  if ('identifier' in actor) {
    const { system, value } = actor.identifier
    const shown = requester.identifiers.filter((one) => one.system === system)
    if (shown.length === 0) return 'unknown'
    return knownAs(shown.some((one) => one.value === value))
  }
  const { system, code } = actor.code
  const tree = asked.vocabulary.codes[system] ?? {}
  const shown = requester.codes.filter((one) => one.system === system)
  if (shown.some((one) => isWithin(tree, one.code, code))) return 'yes'
  if (shown.some((one) => isBelow(tree, code, one.code))) return 'unknown'
  return requester.allCodesShown && shown.length > 0 ? 'no' : 'unknown'
}

/** Who keeps data shows neither a number nor a profession. */
function custodianHolds(actor: Actor, asked: Asked): Three {
  if ('did' in actor) return keptBy(actor.did, asked)
  const { custodian, facts } = asked.request
  if (custodian === undefined || !('group' in actor)) return 'unknown'
  const members = (facts?.memberships ?? []).filter(({ group }) => group === actor.group)
  if (members.length === 0) return 'unknown'
  return anyOf(members.map(({ member }) => keptBy(member, asked)))
}

/** By as many steps as there are facts: more lead nowhere new. */
export function isPartOf(part: string, whole: string, facts: CustodianFacts | undefined): boolean {
  let reached = [part]
  for (const _ of facts?.partOf ?? []) {
    const next = (facts?.partOf ?? []).filter((one) => reached.includes(one.part))
    reached = [...new Set([...reached, ...next.map((one) => one.whole as string)])]
  }
  return reached.includes(whole)
}
