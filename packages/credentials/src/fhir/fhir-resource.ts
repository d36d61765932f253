import { isJsonObject, type JsonObject, type JsonValue } from '@fidecura/base'
import { CredentialError } from '../errors.ts'
import { escapePointer, namesOf } from '../pointer.ts'

/** What was read from a resource, and what of it was not. */
export interface FhirReading<Claims> {
  readonly claims: Claims
  /** JSON Pointers into the resource: whatever claims of ours have no place for. */
  readonly lost: readonly string[]
}

/** A resource, and what only readers who know Fidecura will understand of it. */
export interface FhirWriting {
  /** Valid in R4 and in R5. */
  readonly resource: JsonObject
  /** Names of the claims that FHIR has no place for, so that extensions of ours carry them. */
  readonly extended: readonly string[]
}

/** Reads a resource and keeps account of what was taken from it. */
export interface ResourceReader {
  /** Marks a value as carried over, with all that is in it. Undefined where there is none. */
  take(place: string): JsonValue | undefined
  /** The items of a list; none where there is no list. */
  countOf(place: string): number
  /** As {@link ResourceReader.take}, of extensions of ours; `at` is what carries the list of them. */
  extensions(at: string, list: ExtensionList, name: string): readonly JsonObject[]
  lost(): readonly string[]
}

/** What may be ignored, and what may not. */
type ExtensionList = 'extension' | 'modifierExtension'

/** `urn:fidecura:fhir:jurisdiction:1` */
export function extensionUrl(name: string): string {
  return `urn:fidecura:fhir:${name}:1`
}

/**
 * @param modifiers - Names of our extensions that this type of resource may have, and that change what
 *   it says. Any other one refuses.
 * @throws {@link CredentialError} `fhir_malformed`, `fhir_modifier_unknown`.
 */
export function openResource(
  resource: JsonValue,
  type: string,
  modifiers: readonly string[],
): ResourceReader {
  if (!isJsonObject(resource)) throw malformed('')
  if (resource['resourceType'] !== type) throw malformed('/resourceType')
  refuseModifiers(resource, '', new Set(modifiers.map(extensionUrl)))
  const taken = new Set(['/resourceType'])
  const reader: ResourceReader = {
    take(place) {
      const value = valueAt(resource, place)
      if (value !== undefined) taken.add(place)
      return value
    },
    countOf(place) {
      const value = valueAt(resource, place)
      if (value === undefined) return 0
      if (!Array.isArray(value)) throw malformed(place)
      return value.length
    },
    extensions(at, list, name) {
      const found: JsonObject[] = []
      for (let i = 0; i < reader.countOf(`${at}/${list}`); i++) {
        const place = `${at}/${list}/${i}`
        const extension = valueAt(resource, place)
        if (!isJsonObject(extension)) throw malformed(place)
        if (extension['url'] !== extensionUrl(name)) continue
        taken.add(place)
        found.push(extension)
      }
      return found
    },
    lost: () => leftIn(resource, '', taken),
  }
  return reader
}

export function malformed(place: string): CredentialError {
  return new CredentialError('fhir_malformed', 'Not a resource of this type', { place })
}

export function notMappable(place: string): CredentialError {
  return new CredentialError('fhir_not_mappable', 'Not what claims of this type can say', { place })
}

function valueAt(resource: JsonObject, place: string): JsonValue | undefined {
  let value: JsonValue | undefined = resource
  for (const name of namesOf(place)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    value = (value as Readonly<Record<string, JsonValue>>)[name]
  }
  return value
}

// FHIR R4 §2.4.0.1: whoever does not understand one of them must not use what it stands in.
function refuseModifiers(value: JsonValue, place: string, known: ReadonlySet<string>): void {
  if (typeof value !== 'object' || value === null) return
  for (const [name, member] of Object.entries(value)) {
    const inside = `${place}/${escapePointer(name)}`
    if (name === 'implicitRules') throw modifierUnknown(inside)
    if (name === 'modifierExtension') {
      if (!Array.isArray(member)) throw malformed(inside)
      const stranger = member.findIndex(
        (extension) => !isJsonObject(extension) || !known.has(String(extension['url'])),
      )
      if (stranger >= 0) throw modifierUnknown(`${inside}/${stranger}`)
    } else refuseModifiers(member as JsonValue, inside, known)
  }
}

function modifierUnknown(place: string): CredentialError {
  return new CredentialError('fhir_modifier_unknown', 'Changes the meaning in an unknown way', {
    place,
  })
}

function leftIn(value: JsonValue, place: string, taken: ReadonlySet<string>): readonly string[] {
  if (taken.has(place)) return []
  const prefix = `${place}/`
  if (![...taken].some((one) => one.startsWith(prefix))) return [place]
  return Object.entries(value as JsonObject).flatMap(([name, member]) =>
    leftIn(member as JsonValue, `${prefix}${escapePointer(name)}`, taken),
  )
}
