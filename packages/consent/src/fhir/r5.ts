import type { JsonObject } from '@fidecura/base'
import type { Conditions, Effect, Rule } from '../terms.ts'
import { bothOf } from './both-of.ts'
import { type CodingElements, readConditions } from './conditions.ts'
import { partiesOf } from './parties.ts'
import { readPeriod } from './period.ts'
import { listAt, objectAt, refuse, type Source, textAt } from './source.ts'

/*
 * How FHIR R5 (5.0.0) Consent is read.
 *
 * Base      `decision` says permit or deny, and has no condition of its own but the next two.
 * Nesting   "provisions assumed to be a negation of the previous level" (R5 definition of decision):
 *           below a permit stand denials, below those permits, and so on. There is no type.
 * grantee,  Who receives and who keeps the data: permits at the base and permits below a denial at the
 * controller  base hold only for those; denials are not narrowed by it.
 * period    Of the whole Consent: it bounds the base, and every permit below a denial at the base.
 * Absent    No condition of that kind: everything matches. Without `decision` it is refused.
 * Lists     One entry is enough. Actors: see Conditions. Roles: PRCP and IRCP receive, CST keeps; an
 *           actor without role is unknown.
 * types     resourceType and documentType are each a condition; both at once cannot be said in
 *           terms, so the second is unknown.
 * data      Each meaning, by the reference map.
 * Refused   status other than active; policyBasis and policyText, texts elsewhere;
 *           modifierExtension; implicitRules; elements that R5 does not have.
 * Unknown   expression, and elements of a provision that R5 does not have.
 * Passed    identifier, category, date, grantor, manager, source, regulatoryBasis, verification,
 * over      text: who agreed and how is said by the signature, and no narrative is
 *           taken for terms.
 */

const known = new Set(
  (
    'resourceType id meta language text contained extension identifier status category subject date ' +
    'period grantor grantee manager controller sourceAttachment sourceReference regulatoryBasis ' +
    'policyBasis policyText verification decision provision'
  ).split(' '),
)

const codingElements: CodingElements = {
  resourceType: 'types',
  documentType: 'types',
  securityLabel: 'labels',
}

export const r5Elements: ReadonlySet<string> = known

/** Everything but what the two versions share. */
export function readR5(source: Source): Rule {
  const { resource } = source
  for (const name of ['policyBasis', 'policyText']) {
    if (resource[name] === undefined) continue
    throw refuse('consent_source_policy_external', `/${name}`, 'Refers to a policy elsewhere')
  }
  const effect = textAt(resource, 'decision', '')
  if (effect !== 'permit' && effect !== 'deny') {
    throw refuse('consent_source_base_missing', '/decision', 'Neither permit nor deny')
  }
  const bounds = bothOf(
    bothOf(partiesOf(source, 'grantee', 'recipient'), partiesOf(source, 'controller', 'custodian')),
    periodOf(source, 'permit'),
  )
  const children = nestedRules(source, resource, effect, '')
  if (effect === 'permit') return { effect, conditions: bounds, children }
  return {
    effect,
    conditions: periodOf(source, 'deny'),
    children: children.map((child) => ({ ...child, conditions: bothOf(bounds, child.conditions) })),
  }
}

function periodOf(source: Source, effect: Effect): Conditions {
  const period = objectAt(source.resource, 'period', '')
  if (period === undefined) return {}
  const span = readPeriod(source, period, effect, '/period')
  return span === undefined ? { unknown: ['period'] } : { period: span }
}

function nestedRules(
  source: Source,
  parent: JsonObject,
  parentEffect: Effect,
  parentPlace: string,
): readonly Rule[] {
  const effect = parentEffect === 'permit' ? 'deny' : 'permit'
  return listAt(parent, 'provision', parentPlace).map((provision, index) => {
    const place = `${parentPlace}/provision/${index}`
    return {
      effect,
      conditions: readConditions(source, provision, effect, place, codingElements),
      children: nestedRules(source, provision, effect, place),
    }
  })
}
