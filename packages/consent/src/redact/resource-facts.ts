import { isJsonObject, type JsonObject, type JsonValue } from '@fidecura/base'
import { type ConsentCoding, consentCodeSystems, type TimeSpan } from '../terms.ts'
import type { Spell } from './system-spelling.ts'
import { spanOfTimes } from './time-span.ts'

/** What a FHIR resource says of itself that obligations are about. */
export interface ResourceFacts {
  readonly types: readonly ConsentCoding[]
  /** What it is about, as its main element says; empty if no code says it. */
  readonly mainCodes: readonly ConsentCoding[]
  /** The same, and its categories. */
  readonly codes: readonly ConsentCoding[]
  /** Every code in it, wherever. */
  readonly allCodes: readonly ConsentCoding[]
  /** A code in it lacks its system, or a system its code, or they are not texts. */
  readonly hasUnreadCodes: boolean
  readonly labels: readonly ConsentCoding[]
  /** From its first to its last time. */
  readonly period: TimeSpan | undefined
}

/** Hold other resources, which would pass unseen. */
const containers = ['Bundle', 'Parameters', 'Binary', 'List', 'Composition']
const mainElements = ['code', 'type', 'vaccineCode', 'medicationCodeableConcept', 'medication']
const documents = ['DocumentReference', 'DocumentManifest']
const timeElements =
  /^(effective|performed|occurrence)(DateTime|Instant|Period)$|^(authoredOn|recordedDate|date|issued|period|created|started)$/

/**
 * Reads a resource and those that it contains. These have the labels of what they lie in, and their own where a
 * server gave them some against FHIR R4 §2.4.
 *
 * @returns One for each; `undefined` if it cannot be judged by what it says of itself: it holds other
 *   resources, changes meaning by `modifierExtension` or `implicitRules`, labels single elements,
 *   has labels that cannot be read, or lacks a type.
 */
export function factsOf(resource: JsonObject, spell: Spell): readonly ResourceFacts[] | undefined {
  const labels = labelsOf(resource, spell)
  if (labels === undefined) return undefined
  const { contained = [] } = resource
  if (!Array.isArray(contained)) return undefined
  const own = Object.entries(resource).filter(([name]) => name !== 'contained')
  const all = [Object.fromEntries(own), ...(contained as readonly JsonValue[])]
  const facts: ResourceFacts[] = []
  for (const each of all) {
    const found = isJsonObject(each) ? factsOfOne(each, labels, spell) : undefined
    if (found === undefined) return undefined
    facts.push(found)
  }
  return facts
}

/** What one resource says of itself, whether or not it can be judged by that; without what it contains. */
export function outlineOf(
  resource: JsonObject,
  labels: readonly ConsentCoding[] = labelsOf(resource, asWritten) ?? [],
  spell: Spell = asWritten,
): Omit<ResourceFacts, 'allCodes' | 'hasUnreadCodes'> {
  const { resourceType } = resource
  // What JSON has in a name's place is no name.
  const kind = typeof resourceType === 'string' ? resourceType : ''
  const mainCodes = mainElements.flatMap((name) => codingsIn(resource[name], spell))
  const ofDocument = documents.includes(kind) ? codingsIn(resource['type'], spell) : []
  const times = Object.entries(resource).filter(([name]) => timeElements.test(name))
  return {
    types: [{ system: consentCodeSystems.resourceTypes, code: kind }, ...ofDocument],
    mainCodes,
    codes: [...mainCodes, ...codingsIn(resource['category'], spell)],
    labels,
    period: spanOfTimes(times.map(([, value]) => value)),
  }
}

const asWritten: Spell = (system) => system

/** `undefined` if some of them cannot be read: any label may be one of these. */
function labelsOf(resource: JsonObject, spell: Spell): readonly ConsentCoding[] | undefined {
  const { meta = {} } = resource
  const { security = [] } = isJsonObject(meta) ? meta : { security: null }
  if (!Array.isArray(security)) return undefined
  const labels = security.flatMap((each: JsonValue) => codingsIn(each, spell))
  return labels.length === security.length ? labels : undefined
}

function factsOfOne(
  resource: JsonObject,
  outer: readonly ConsentCoding[],
  spell: Spell,
): ResourceFacts | undefined {
  const { resourceType } = resource
  if (typeof resourceType !== 'string' || containers.includes(resourceType)) return undefined
  const own = labelsOf(resource, spell)
  const gathered: Gathered = { codes: [], hasUnread: false }
  if (own === undefined || !collect(resource, gathered, spell)) return undefined
  const { codes: allCodes, hasUnread: hasUnreadCodes } = gathered
  return { ...outlineOf(resource, [...outer, ...own], spell), allCodes, hasUnreadCodes }
}

const inlineLabel = /inline-sec-label$/

interface Gathered {
  readonly codes: ConsentCoding[]
  hasUnread: boolean
}

/** Gathers the codings of all depths; `false` where something changes what the rest means. */
function collect(value: JsonValue, found: Gathered, spell: Spell): boolean {
  if (Array.isArray(value)) return value.every((each: JsonValue) => collect(each, found, spell))
  if (!isJsonObject(value)) return true
  const { system, code, coding, url } = value
  if (typeof system === 'string' && typeof code === 'string') {
    found.codes.push({ system: spell(system), code })
  } else if (isHalfCode(value)) found.hasUnread = true
  // Here nothing but codes can stand.
  const isRead = coding === undefined || (Array.isArray(coding) && coding.every(isCoding))
  if (!isRead) found.hasUnread = true
  const changes =
    Object.hasOwn(value, 'modifierExtension') ||
    Object.hasOwn(value, 'implicitRules') ||
    (typeof url === 'string' && inlineLabel.test(url))
  return !changes && Object.values(value).every((each) => collect(each, found, spell))
}

function isCoding(value: JsonValue): boolean {
  return (
    isJsonObject(value) && typeof value['system'] === 'string' && typeof value['code'] === 'string'
  )
}

/** A code without its system, or one that is no text; as a concept, `code` is an object or several. */
function isHalfCode({ code }: JsonObject): boolean {
  if (Array.isArray(code)) return !code.every(isJsonObject)
  return code !== undefined && !isJsonObject(code)
}

/** Of a Coding, a CodeableConcept, a CodeableReference, or a list of these. */
function codingsIn(value: JsonValue | undefined, spell: Spell): readonly ConsentCoding[] {
  if (Array.isArray(value)) return value.flatMap((each: JsonValue) => codingsIn(each, spell))
  if (!isJsonObject(value)) return []
  const { system, code, coding, concept } = value
  if (typeof system === 'string' && typeof code === 'string') {
    return [{ system: spell(system), code }]
  }
  return [...codingsIn(coding, spell), ...codingsIn(concept, spell)]
}
