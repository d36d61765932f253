import { isJsonObject, type JsonObject, type JsonValue } from '@fidecura/base'
import { type Coding, codeSystems, type TimeSpan } from '../terms.ts'
import { spanOfTimes } from './time-span.ts'

/** What a FHIR resource says of itself that obligations are about. */
export interface ResourceFacts {
  readonly types: readonly Coding[]
  /** What it is about, as its main element says; empty if no code says it. */
  readonly mainCodes: readonly Coding[]
  /** The same, and its categories. */
  readonly codes: readonly Coding[]
  /** Every code in it, wherever. */
  readonly allCodes: readonly Coding[]
  readonly labels: readonly Coding[]
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
 * Reads a resource and those that it contains, which have no labels of their own. FHIR R4 §2.4.
 *
 * @returns One for each; `undefined` if it cannot be judged by what it says of itself: it holds other
 *   resources, changes meaning by `modifierExtension` or `implicitRules`, labels single elements,
 *   or lacks a type.
 */
export function factsOf(resource: JsonObject): readonly ResourceFacts[] | undefined {
  const labels = codingsIn(objectAt(resource, 'meta')?.['security'])
  const { contained = [] } = resource
  if (!Array.isArray(contained)) return undefined
  const own = Object.entries(resource).filter(([name]) => name !== 'contained')
  const all = [Object.fromEntries(own), ...(contained as readonly JsonValue[])]
  const facts: ResourceFacts[] = []
  for (const each of all) {
    const found = isJsonObject(each) ? factsOfOne(each, labels) : undefined
    if (found === undefined) return undefined
    facts.push(found)
  }
  return facts
}

/** What one resource says of itself, whether or not it can be judged by that; without what it contains. */
export function outlineOf(
  resource: JsonObject,
  labels: readonly Coding[] = codingsIn(objectAt(resource, 'meta')?.['security']),
): Omit<ResourceFacts, 'allCodes'> {
  const { resourceType } = resource
  // What JSON has in a name's place is no name.
  const kind = typeof resourceType === 'string' ? resourceType : ''
  const mainCodes = mainElements.flatMap((name) => codingsIn(resource[name]))
  const ofDocument = documents.includes(kind) ? codingsIn(resource['type']) : []
  const times = Object.entries(resource).filter(([name]) => timeElements.test(name))
  return {
    types: [{ system: codeSystems.resourceTypes, code: kind }, ...ofDocument],
    mainCodes,
    codes: [...mainCodes, ...codingsIn(resource['category'])],
    labels,
    period: spanOfTimes(times.map(([, value]) => value)),
  }
}

function factsOfOne(resource: JsonObject, labels: readonly Coding[]): ResourceFacts | undefined {
  const { resourceType } = resource
  if (typeof resourceType !== 'string' || containers.includes(resourceType)) return undefined
  const allCodes: Coding[] = []
  return collect(resource, allCodes) ? { ...outlineOf(resource, labels), allCodes } : undefined
}

const inlineLabel = /inline-sec-label$/

/** Gathers the codings of all depths; `false` where something changes what the rest means. */
function collect(value: JsonValue, found: Coding[]): boolean {
  if (Array.isArray(value)) return value.every((each: JsonValue) => collect(each, found))
  if (!isJsonObject(value)) return true
  const { system, code, url } = value
  if (typeof system === 'string' && typeof code === 'string') found.push({ system, code })
  const changes =
    Object.hasOwn(value, 'modifierExtension') ||
    Object.hasOwn(value, 'implicitRules') ||
    (typeof url === 'string' && inlineLabel.test(url))
  return !changes && Object.values(value).every((each) => collect(each, found))
}

/** Of a Coding, a CodeableConcept, a CodeableReference, or a list of these. */
function codingsIn(value: JsonValue | undefined): readonly Coding[] {
  if (Array.isArray(value)) return value.flatMap((each: JsonValue) => codingsIn(each))
  if (!isJsonObject(value)) return []
  const { system, code, coding, concept } = value
  if (typeof system === 'string' && typeof code === 'string') return [{ system, code }]
  return [...codingsIn(coding), ...codingsIn(concept)]
}

function objectAt(parent: JsonObject, name: string): JsonObject | undefined {
  const value = parent[name]
  return isJsonObject(value) ? value : undefined
}
