import type { JsonObject } from '@fidecura/base'
import { type Conditions, consentCodeSystems, type Rule } from '../terms.ts'
import { bothOf } from './both-of.ts'
import { readConditions } from './conditions.ts'
import { assertAsWritten } from './policies.ts'
import { assertHas, assertLacks, mismatch } from './profile.ts'
import { codingElements, typeOf } from './r4.ts'
import { hasCoding, listAt, note, objectAt, refuse, type Source, textAt } from './source.ts'

/*
 * How the consent profile of the German Medical Informatics Initiative is read (module Consent,
 * mii-pr-consent-einwilligung, on FHIR R4). What is not said here is as in r4.ts.
 *
 * Which     `meta.profile` claims it. What the profile demands must be there, what it excludes must not.
 * Scope     `research`, so everything in it is about research (HRESCH): it neither permits nor denies
 *           anything else.
 * Base      The root provision denies; "by default everything is denied that the elements below do not
 *           permit". Its period is the longest that anything below can have. What else it may say
 *           bounds the permits and does not narrow the denial.
 * Nesting   One level: permits and denials, each with a period and codes of its own. A denial beside a
 *           permit decides.
 * code      A policy code (system urn:oid:2.16.840.1.113883.3.1937.777.24.5.3) says at once what is done
 *           to which data. We publish no list of them, so they are opaque: a condition on codes, which a
 *           request meets if its data carry that very code. One of them will do; their hierarchy is a
 *           matter of the vocabulary.
 * policy    The form that was signed, by its OID. No permit can be read unless the map says that it
 *           restricts nothing else (policies.ts).
 * policyRule  Another representation of the same consent (XACML, text), passed over. With a code it is a
 *           rule of its own, and refused.
 * category  Of template types only CONSENT-OPT-IN is known to consent; another is refused.
 * Absent    `period.end`: no end.
 * Refused   action; code at the root; deeper provisions; another scope or base.
 * Passed    organization, which recorded the consent; source, dateTime, domain references and other
 * over      extensions.
 */

const policyCodes = 'urn:oid:2.16.840.1.113883.3.1937.777.24.5.3'
const miiCategory = '2.16.840.1.113883.3.1937.777.24.2.184'
const categorySystems = [
  'https://www.medizininformatik-initiative.de/fhir/modul-consent/CodeSystem/mii-cs-consent-consent_category',
  'https://www.medizininformatik-initiative.de/fhir/modul-consent/CodeSystem/mii-cs-consent-version-modules',
]
const templateTypes = 'http://fhir.de/ConsentManagement/CodeSystem/TemplateType'

/** Research, and what is narrower by the vocabulary. */
const research: Conditions = { purposes: ['HRESCH'] }

/** Everything but what all dialects share. */
export function readMii(source: Source): Rule {
  const { resource } = source
  const provision = assertProfile(resource)
  const root = readConditions(source, provision, 'permit', '/provision', codingElements)
  const bounds = bothOf(root, research)
  const quiet: Source = { ...source, notes: [] }
  const { period } = readConditions(quiet, provision, 'deny', '/provision', codingElements)
  const { period: _, ...others } = root
  if (Object.keys(others).length > 0) note(source, 'denial_widened', '/provision')
  const children = listAt(provision, 'provision', '/provision').map((each, index): Rule => {
    const place = `/provision/provision/${index}`
    const effect = typeOf(each, place)
    assertNested(each, place)
    if (effect === undefined) throw mismatch(`${place}/type`, 'The profile demands it')
    const own = readConditions(source, each, effect, place, codingElements)
    const conditions = effect === 'permit' ? bothOf(bounds, own) : own
    return { effect, conditions, children: [] }
  })
  if (children.some(({ effect }) => effect === 'permit')) assertAsWritten(source)
  const conditions = { ...(period && { period }), ...research }
  return { effect: 'deny', conditions, children }
}

function assertProfile(resource: JsonObject): JsonObject {
  assertHas(resource, ['scope', 'category', 'patient', 'dateTime', 'policy', 'provision'], '')
  const scope = objectAt(resource, 'scope', '') ?? {}
  if (!hasCoding(scope, consentCodeSystems.consentScope, 'research', '/scope')) {
    throw mismatch('/scope', 'Not about research')
  }
  const categories = listAt(resource, 'category', '')
  const isMii = categories.some((category, index) =>
    categorySystems.some((system) =>
      hasCoding(category, system, miiCategory, `/category/${index}`),
    ),
  )
  if (!isMii) throw mismatch('/category', 'Not of the initiative')
  categories.forEach((category, index) => {
    assertOptIn(category, `/category/${index}`)
  })
  const rule = objectAt(resource, 'policyRule', '')
  if (rule !== undefined && Object.hasOwn(rule, 'coding')) {
    throw refuse('consent_source_policy_external', '/policyRule', 'A rule of its own')
  }
  const provision = objectAt(resource, 'provision', '') ?? {}
  assertLacks(provision, ['action', 'code'], '/provision')
  assertStart(provision, '/provision')
  if (typeOf(provision, '/provision') === 'deny') return provision
  throw refuse('consent_source_rule_type', '/provision/type', 'The root denies in this profile')
}

function assertOptIn(category: JsonObject, place: string): void {
  const others = listAt(category, 'coding', place).some(
    ({ system, code }) => system === templateTypes && code !== 'CONSENT-OPT-IN',
  )
  if (!others) return
  throw refuse('consent_source_category_unsupported', place, 'Not a form that consents')
}

function assertNested(provision: JsonObject, place: string): void {
  assertHas(provision, ['code'], place)
  assertLacks(provision, ['action', 'provision'], place)
  assertStart(provision, place)
  listAt(provision, 'code', place).forEach((concept, index) => {
    const here = `${place}/code/${index}`
    const isPolicy = listAt(concept, 'coding', here).some(({ system }) => system === policyCodes)
    if (!isPolicy) throw mismatch(here, 'Not a policy code')
  })
}

function assertStart(provision: JsonObject, place: string): void {
  const period = objectAt(provision, 'period', place) ?? {}
  if (textAt(period, 'start', `${place}/period`) !== undefined) return
  throw mismatch(`${place}/period/start`, 'The profile demands it')
}
