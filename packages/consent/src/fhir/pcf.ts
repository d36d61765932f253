import type { JsonObject } from '@fidecura/base'
import {
  type Conditions,
  consentCodeSystems,
  type DataReference,
  type Effect,
  type Rule,
} from '../terms.ts'
import { bothOf } from './both-of.ts'
import { readConditions } from './conditions.ts'
import { isWholeConcept } from './known-members.ts'
import { partiesOf } from './parties.ts'
import { underPolicies } from './pcf-policies.ts'
import { assertProfile, assertProvision } from './pcf-profile.ts'
import { assertLacks, mismatch } from './profile.ts'
import { assertScope, codingElements, typeOf } from './r4.ts'
import { hasCoding, listAt, note, objectAt, refuse, type Source } from './source.ts'

/*
 * How IHE Privacy Consent on FHIR (PCF 1.1, on FHIR R4) is read. What is not said here is as in r4.ts.
 *
 * Which     The one whose profile `meta.profile` claims. What the profile demands must be there, what
 *           it excludes must not, at either level of provisions.
 * Base      The root provision, whose `type` is required. `policyRule`, which PCF does not use, must say
 *           the same if it is there.
 * policy    Of the four that PCF defines (1:53.2.1): basic-normal adds treatment as the purpose where no
 *           other is named, all-normal nothing; break-glass-only and deny forbid what is permitted for
 *           another purpose than breaking the glass, or at all. Another one counts as written here if
 *           the map says so (policies.ts); else no permit can be read. Denials need no policy.
 * Root      Its purposes, actors and period say what the consent is about: beyond these it is silent.
 *           Its labels, dates and data say which data alone are permitted: within the former, all
 *           others are denied ("forbid all", then "permit", in the tokens of ITI-71).
 * Nesting   One level. An exception to the root, which "applies to the whole consent": it has the
 *           root's conditions, too, save that purposes and labels of its own stand in place of the
 *           root's. A permit below a permit adds to it. A denial beside a permit decides.
 * Dissent   A root that denies, without exceptions, denies what its conditions say; with exceptions,
 *           everything within its purposes and theirs.
 * related   To an Encounter, CarePlan or EpisodeOfCare is what was made as part of it, so what refers to
 *           it; FHIR says the contrary of the word. A permit takes the former, a denial both.
 * organization  Keeps the data and enforces the consent: a permit holds for data that it keeps.
 * actor     Must have the role IRCP. Absent: everybody in the community.
 * Absent    Elsewhere no condition of that kind; no `period`: no end.
 * Refused   verification, action, class, code; deeper provisions; below intermediate also dataPeriod,
 *           data and nested provisions, below advanced also securityLabel. In intermediate, data
 *           `dependents`, data `related` to other than Encounter, CarePlan and EpisodeOfCare, and more
 *           than one of a meaning in an exception.
 * Passed    policy.authority, source, performer, dateTime: who agreed and how is said by the signature.
 * over
 */

/** One provision of the second level. */
interface Nested {
  readonly provision: JsonObject
  readonly effect: Effect
  readonly place: string
}

/** Everything but what all dialects share. */
export function readPcf(source: Source): Rule {
  const { resource, dialect } = source
  assertScope(resource)
  const provision = assertProfile(resource, dialect)
  const effect = requiredType(provision, '/provision')
  assertSameRule(resource, effect)
  const nested = listAt(provision, 'provision', '/provision').map((each, index) => {
    const place = `/provision/provision/${index}`
    assertProvision(each, dialect, place)
    assertLacks(each, ['provision'], place)
    return { provision: each, effect: requiredType(each, place), place }
  })
  const read = (each: Nested): Conditions =>
    withinEncounter(readElements(source, each), each.effect)
  if (effect === 'deny' && nested.length === 0) {
    const root = read({ provision, effect, place: '/provision' })
    return { effect, conditions: root, children: [] }
  }
  // What a denial is an exception to bounds only permits.
  const root = read({ provision, effect: 'permit', place: '/provision' })
  const bounds = partiesOf(source, 'organization', 'custodian')
  const permitted = (conditions: Conditions): Rule => ({
    effect: 'permit',
    conditions: underPolicies(source, bothOf(bounds, conditions)),
    children: [],
  })
  const exceptions = nested.map((each): Rule => {
    const conditions = read(each)
    if (each.effect === 'permit') return permitted(inherit(root, conditions))
    return { effect: 'deny', conditions, children: [] }
  })
  if (effect === 'permit') {
    const rule = permitted(root)
    if (!isAboutData(root) && exceptions.every(isInside)) return { ...rule, children: exceptions }
    exceptions.unshift(rule)
  } else if (isAboutData(root)) {
    note(source, 'denial_widened', '/provision')
  }
  return { effect: 'deny', conditions: aboutOf(source, provision, nested), children: exceptions }
}

/** Below a permit only its own part of it can be denied. */
function isInside({ effect, conditions }: Rule): boolean {
  return effect === 'deny' && conditions.purposes === undefined
}

function readElements(source: Source, { provision, effect, place }: Nested): Conditions {
  return readConditions(source, provision, effect, place, codingElements)
}

/** What `related` means here; a denial takes what it means in FHIR, too. */
function withinEncounter({ data, ...others }: Conditions, effect: Effect): Conditions {
  if (data === undefined) return others
  const meant = data.flatMap((each): readonly DataReference[] => {
    if (each.meaning !== 'related') return [each]
    const made = { ...each, meaning: 'dependents' } as const
    return effect === 'permit' ? [made] : [each, made]
  })
  return { ...others, data: meant }
}

function isAboutData({ labels, types, codes, data, dataPeriod, unknown }: Conditions): boolean {
  return [labels, types, codes, data, dataPeriod, unknown].some((each) => each !== undefined)
}

/** The root applies to the whole consent, except where the exception says its own. */
function inherit({ purposes, labels, ...root }: Conditions, own: Conditions): Conditions {
  const replaced = {
    ...(own.purposes === undefined && purposes !== undefined && { purposes }),
    ...(own.labels === undefined && labels !== undefined && { labels }),
  }
  return bothOf({ ...root, ...replaced }, own)
}

/** What the consent is about, read as a denial: wider where it cannot be understood. */
function aboutOf(source: Source, provision: JsonObject, nested: readonly Nested[]): Conditions {
  const quiet: Source = { ...source, notes: [] }
  const { period, actors, purposes } = readElements(quiet, {
    provision,
    effect: 'deny',
    place: '/provision',
  })
  const own = nested
    .filter((each) => Object.hasOwn(each.provision, 'purpose'))
    .map((each) => readElements(quiet, { ...each, effect: 'deny' }).purposes)
  const all = [purposes, ...own]
  return {
    ...(period && { period }),
    ...(actors && { actors }),
    ...(all.every((list) => list !== undefined) && { purposes: [...new Set(all.flat())] }),
  }
}

function assertSameRule(resource: JsonObject, effect: Effect): void {
  const rule = objectAt(resource, 'policyRule', '')
  if (rule === undefined) return
  const says = (code: string): boolean =>
    hasCoding(rule, consentCodeSystems.actCode, code, '/policyRule')
  const [same, other] = effect === 'permit' ? ['OPTIN', 'OPTOUT'] : ['OPTOUT', 'OPTIN']
  const { length } = listAt(rule, 'coding', '/policyRule')
  const isAlone = length === 1 && isWholeConcept(rule)
  if (isAlone && says(same as string) && !says(other as string)) return
  throw refuse('consent_source_policy_external', '/policyRule', 'Says otherwise than the provision')
}

function requiredType(provision: JsonObject, place: string): Effect {
  const type = typeOf(provision, place)
  if (type !== undefined) return type
  throw mismatch(`${place}/type`, 'The profile demands it')
}
