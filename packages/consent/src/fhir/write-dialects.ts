import type { JsonObject } from '@fidecura/base'
import { consentCodeSystems, type Rule } from '../terms.ts'
import type { PcfDialect } from './dialect.ts'
import { profiles } from './profile.ts'
import type { ReferenceMap } from './source.ts'
import { concept, provisionOf, unsayable, type Writing } from './write-provision.ts'

/** What terms do not say of the resource, by the dialect that asks for it. References are written as given. */
export type FhirFromTermsOptions = Common &
  (
    | { readonly dialect: 'R4' | 'R5' }
    | (Recorded & {
        readonly dialect: PcfDialect
        /** Who agreed. */
        readonly performer: string
        /** Who enforces it; it keeps the data that permits are about. */
        readonly organization: string
        /** What was signed on, such as a DocumentReference. */
        readonly source: string
      })
    | (Recorded & { readonly dialect: 'MII' })
  )

interface Common {
  /** Reads backwards here: parties, groups and records are written as what stands for them. */
  readonly references: ReferenceMap
  /** The patient, such as `Patient/1`. */
  readonly subject: string
}

interface Recorded {
  /** A FHIR dateTime. */
  readonly dateTime: string
  /** Its URI. For permits the map, or PCF, must know it. */
  readonly policy: string
}

const r4: Omit<Writing, 'references'> = { typesAs: () => 'class', relatedMeansDependents: false }
const pcf: Omit<Writing, 'references'> = { ...r4, relatedMeansDependents: true }
const r5: Omit<Writing, 'references'> = {
  typesAs: (types) =>
    types.every(({ system }) => system === consentCodeSystems.resourceTypes)
      ? 'resourceType'
      : 'documentType',
  relatedMeansDependents: false,
}

type Options<Name> = Extract<FhirFromTermsOptions, { readonly dialect: Name }>

/** R4 says the base by `policyRule`, and no condition of a denial at the base. */
export function writeR4(rule: Rule, options: Options<'R4' | 'R5'>): JsonObject {
  const { references, subject } = options
  const writing = { ...r4, references }
  const [condition] = Object.keys(rule.conditions)
  if (rule.effect === 'deny' && condition !== undefined)
    throw unsayable(`/rule/conditions/${condition}`)
  const provision = {
    ...provisionOf(rule.conditions, rule.effect, '/rule/conditions', writing),
    ...nestedOf(rule, '/rule', writing),
  }
  return {
    ...privacyConsent('R4', subject),
    policyRule: concept(consentCodeSystems.actCode, rule.effect === 'permit' ? 'OPTIN' : 'OPTOUT'),
    ...(Object.keys(provision).length > 0 && { provision }),
  }
}

/** R5 says grantees, controllers and the period beside its decision, and nothing else of the base. */
export function writeR5(rule: Rule, options: Options<'R4' | 'R5'>): JsonObject {
  const { references, subject } = options
  const writing = { ...r5, references }
  const place = '/rule/conditions'
  const { period, actors, ...others } = rule.conditions
  const [condition] = Object.keys(others)
  if (condition !== undefined) throw unsayable(`${place}/${condition}`)
  if (rule.effect === 'deny' && actors !== undefined) throw unsayable(`${place}/actors`)
  const { period: written, actor = [] } = provisionOf(rule.conditions, rule.effect, place, writing)
  const partiesAs = (role: string): readonly JsonObject[] =>
    (actor as readonly JsonObject[]).flatMap(({ reference }, index) =>
      actors?.[index]?.role === role ? [reference as JsonObject] : [],
    )
  const [grantee, controller] = [partiesAs('recipient'), partiesAs('custodian')]
  return {
    ...privacyConsent('R5', subject),
    ...(period && { period: written as JsonObject }),
    ...(grantee.length > 0 && { grantee }),
    ...(controller.length > 0 && { controller }),
    decision: rule.effect,
    ...nestedOf(rule, '/rule', writing, false),
  }
}

/**
 * The ways in which PCF may say this: by a root of the rule's own effect, and, of a denial with
 * exceptions, by its first permit as the root.
 */
export function writePcf(rule: Rule, options: Options<PcfDialect>): readonly JsonObject[] {
  const { references, organization } = options
  const writing = { ...pcf, references }
  const keeper = references[organization]
  const own = (each: Rule, place: string): JsonObject => {
    const { actors, ...others } = each.conditions
    const named = actors?.filter((actor) => {
      const implied = actor.role === 'custodian' && 'did' in actor && actor.did === keeper
      return !(each.effect === 'permit' && implied)
    })
    const conditions = { ...others, ...(named && named.length > 0 && { actors: named }) }
    return {
      type: each.effect,
      ...provisionOf(conditions, each.effect, `${place}/conditions`, writing),
    }
  }
  const exceptions = rule.children.map((child, index) => {
    if (child.children.length > 0) throw unsayable(`/rule/children/${index}/children`)
    return own(child, `/rule/children/${index}`)
  })
  const consent = (root: JsonObject, nested: readonly JsonObject[]): JsonObject => ({
    ...pcfFrame(options),
    provision: { ...root, ...(nested.length > 0 && { provision: nested }) },
  })
  const [first, ...rest] = exceptions
  const plain = consent(own(rule, '/rule'), exceptions)
  const isPermit = rule.effect === 'deny' && rule.children[0]?.effect === 'permit'
  return first !== undefined && isPermit ? [consent(first, rest), plain] : [plain]
}

function pcfFrame(options: Options<PcfDialect>): JsonObject {
  const { dialect, subject, dateTime, performer, organization, source, policy } = options
  const [profile] = [...profiles].flatMap(([url, name]) => (name === dialect ? [url] : []))
  return {
    ...privacyConsent('R4', subject),
    meta: { profile: [profile as string] },
    dateTime,
    performer: [{ reference: performer }],
    organization: [{ reference: organization }],
    sourceReference: { reference: source },
    policy: [{ uri: policy }],
  }
}

/** Everything below a denial, of research alone, and one level deep. */
export function writeMii(rule: Rule, options: Options<'MII'>): JsonObject {
  const { references, subject, dateTime, policy } = options
  const writing = { ...r4, references }
  const { purposes: _, ...root } = rule.conditions
  const [profile] = [...profiles].flatMap(([url, name]) => (name === 'MII' ? [url] : []))
  const provision = rule.children.map((child, index): JsonObject => {
    const place = `/rule/children/${index}`
    if (child.children.length > 0) throw unsayable(`${place}/children`)
    const { purposes, ...others } = child.conditions
    // A permit is of research because the scope is.
    const own = child.effect === 'permit' ? others : child.conditions
    return {
      type: child.effect,
      ...provisionOf(own, child.effect, `${place}/conditions`, writing),
    }
  })
  return {
    resourceType: 'Consent',
    meta: { profile: [profile as string] },
    status: 'active',
    scope: concept(consentCodeSystems.consentScope, 'research'),
    category: [
      concept(consentCodeSystems.loinc, '57016-8'),
      concept(
        'https://www.medizininformatik-initiative.de/fhir/modul-consent/CodeSystem/mii-cs-consent-consent_category',
        '2.16.840.1.113883.3.1937.777.24.2.184',
      ),
      concept('http://fhir.de/ConsentManagement/CodeSystem/ResultType', 'consent-status'),
    ],
    patient: { reference: subject },
    dateTime,
    policy: [{ uri: policy }],
    provision: {
      type: 'deny',
      ...provisionOf(root, rule.effect, '/rule/conditions', writing),
      ...(provision.length > 0 && { provision }),
    },
  }
}

function privacyConsent(version: 'R4' | 'R5', subject: string): JsonObject {
  return {
    resourceType: 'Consent',
    status: 'active',
    ...(version === 'R4' && { scope: concept(consentCodeSystems.consentScope, 'patient-privacy') }),
    category: [concept(consentCodeSystems.loinc, '59284-0')],
    [version === 'R4' ? 'patient' : 'subject']: { reference: subject },
  }
}

function nestedOf(rule: Rule, place: string, writing: Writing, typed = true): JsonObject {
  if (rule.children.length === 0) return {}
  const provision = rule.children.map((child, index): JsonObject => {
    const here = `${place}/children/${index}`
    return {
      ...(typed && { type: child.effect }),
      ...provisionOf(child.conditions, child.effect, `${here}/conditions`, writing),
      ...nestedOf(child, here, writing, typed),
    }
  })
  return { provision }
}
