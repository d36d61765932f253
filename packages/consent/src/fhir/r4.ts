import type { JsonObject } from '@fidecura/base'
import { consentCodeSystems, type Effect, type Rule } from '../terms.ts'
import { bothOf } from './both-of.ts'
import { type CodingElements, readConditions } from './conditions.ts'
import { isWholeConcept } from './known-members.ts'
import { hasCoding, listAt, note, objectAt, refuse, type Source, textAt } from './source.ts'

/*
 * How FHIR R4 (4.0.1) and R4B Consent is read.
 *
 * Base      `policyRule` says OPTIN (permit) or OPTOUT (deny), one of them and nothing beside it. The root provision is
 *           that base rule, with the conditions it has; without one, the base has no condition.
 * type      Not permitted at the root (R4 definition of provision.type); one that repeats the base
 *           is harmless and taken, one that contradicts it refused. Below the root it is required.
 * OPTIN     The conditions of the root say what alone is permitted. Published examples also mean by them
 *           what is not permitted (notThem, notThis): a note says so, and the text that the patient
 *           signs says which it is.
 * OPTOUT    Whether the conditions of the root narrow the opt-out or name an exception to it is told
 *           both ways in the published examples, so they do neither: everything is denied, and
 *           permits below hold only where the root's conditions hold too.
 * Nesting   An exception to its parent. A permit inside a permit may be meant to add to it or to
 *           narrow it, so it is refused; a denial inside a denial is kept.
 * Absent    No condition of that kind: everything matches.
 * Lists     One entry is enough. Actors: see Conditions. Roles: PRCP and IRCP receive, CST keeps.
 * class     Kinds of resource or document; together with nothing else.
 * data      Each meaning, by the reference map.
 * Refused   status other than active; scope other than patient-privacy; category EMRGONLY, whose
 *           rule the provisions do not say; `policy`, a text elsewhere; modifierExtension;
 *           implicitRules; elements that R4 does not have.
 * Passed    identifier, performer, organization, source, verification, dateTime, text: who agreed
 * over      and how is said by the signature, and no narrative is taken for terms.
 */

const known = new Set(
  (
    'resourceType id meta language text contained extension identifier status scope category patient ' +
    'dateTime performer organization sourceAttachment sourceReference policy policyRule verification provision'
  ).split(' '),
)

export const codingElements: CodingElements = { class: 'types', securityLabel: 'labels' }

export const r4Elements: ReadonlySet<string> = known

/** Everything but what the two versions share. */
export function readR4(source: Source): Rule {
  const { resource } = source
  assertScope(resource)
  if (resource['policy'] !== undefined) {
    throw refuse('consent_source_policy_external', '/policy', 'Refers to a policy elsewhere')
  }
  const effect = baseOf(resource)
  const provision = objectAt(resource, 'provision', '')
  if (provision === undefined) return { effect, conditions: {}, children: [] }
  const type = typeOf(provision, '/provision')
  if (type !== undefined && type !== effect) {
    throw refuse('consent_source_rule_type', '/provision/type', 'Contradicts the base')
  }
  // Read as a permit in both cases: below an opt-out they only bound the permits.
  const conditions = readConditions(source, provision, 'permit', '/provision', codingElements)
  const children = nestedRules(source, provision, effect, '/provision')
  if (effect === 'permit') {
    if (Object.keys(conditions).length > 0) note(source, 'permit_narrowed', '/provision')
    return { effect, conditions, children }
  }
  if (Object.keys(conditions).length > 0) note(source, 'denial_widened', '/provision')
  return {
    effect,
    conditions: {},
    children: children.map((child) =>
      child.effect === 'permit'
        ? { ...child, conditions: bothOf(conditions, child.conditions) }
        : child,
    ),
  }
}

/** About privacy, and without a rule that only a category says. */
export function assertScope(resource: JsonObject): void {
  const scope = objectAt(resource, 'scope', '') ?? {}
  if (!hasCoding(scope, consentCodeSystems.consentScope, 'patient-privacy', '/scope')) {
    throw refuse('consent_source_scope_unsupported', '/scope', 'Not about privacy')
  }
  listAt(resource, 'category', '').forEach((category, index) => {
    const place = `/category/${index}`
    if (hasCoding(category, consentCodeSystems.actCode, 'EMRGONLY', place)) {
      throw refuse(
        'consent_source_category_unsupported',
        place,
        'A rule that only the category says',
      )
    }
  })
}

function baseOf(resource: JsonObject): Effect {
  const rule = objectAt(resource, 'policyRule', '') ?? {}
  const optIn = hasCoding(rule, consentCodeSystems.actCode, 'OPTIN', '/policyRule')
  const optOut = hasCoding(rule, consentCodeSystems.actCode, 'OPTOUT', '/policyRule')
  // Another code beside it, such as that of an opt-in with restrictions, takes back what it says.
  const { length } = listAt(rule, 'coding', '/policyRule')
  if (optIn === optOut || length !== 1 || !isWholeConcept(rule)) {
    throw refuse('consent_source_base_missing', '/policyRule', 'Not one opt-in or opt-out alone')
  }
  return optIn ? 'permit' : 'deny'
}

function nestedRules(
  source: Source,
  parent: JsonObject,
  parentEffect: Effect,
  parentPlace: string,
): readonly Rule[] {
  return listAt(parent, 'provision', parentPlace).map((provision, index) => {
    const place = `${parentPlace}/provision/${index}`
    const effect = typeOf(provision, place)
    if (effect === undefined) {
      throw refuse('consent_source_rule_type', `${place}/type`, 'Neither permit nor deny')
    }
    if (effect === 'permit' && parentEffect === 'permit') {
      throw refuse('consent_source_rule_ambiguous', place, 'A permit inside a permit')
    }
    return {
      effect,
      conditions: readConditions(source, provision, effect, place, codingElements),
      children: nestedRules(source, provision, effect, place),
    }
  })
}

/** What a provision says that it is. */
export function typeOf(provision: JsonObject, place: string): Effect | undefined {
  const type = textAt(provision, 'type', place)
  if (type === undefined || type === 'permit' || type === 'deny') return type
  throw refuse('consent_source_rule_type', `${place}/type`, 'Neither permit nor deny')
}
