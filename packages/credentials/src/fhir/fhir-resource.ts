import { isJsonObject, type JsonObject, type JsonValue } from '@fidecura/base'
import { namesOf } from '../pointer.ts'
import { openAccount } from './fhir-account.ts'
import { extensionUrl, malformed, notMappable, valueAt } from './fhir-places.ts'
import { modifierUnknown, surveyModifiers } from './fhir-survey.ts'

/** What was read from a resource, and what of it was not. */
export interface FhirReading<Claims> {
  readonly claims: Claims
  /**
   * JSON Pointers into the resource: whatever claims of ours have no place for. Where a member has a
   * name that FHIR does not know, what it stands in is named, for such a name may be anybody's.
   */
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
  /** As {@link ResourceReader.take}, and marks nothing: it is not used yet. */
  peek(place: string): JsonValue | undefined
  /** Marks a value as carried over, with all that is in it. Undefined where there is none. */
  take(place: string): JsonValue | undefined
  /** What stands here is about something else than what is read: lost, and limits nothing. */
  setAside(place: string): void
  /** The items of a list; none where there is no list. */
  countOf(place: string): number
  /**
   * Takes the values of extensions of ours; `at` is what carries the list of them.
   *
   * @param member - The one that we write. Beside it nothing is said, or it is refused: what would be
   *   passed over may be the limit.
   */
  extensions(at: string, list: ExtensionList, name: string, member: string): readonly JsonValue[]
  /** As {@link ResourceReader.extensions}; two say two things, and are refused. */
  extension(at: string, list: ExtensionList, name: string, member: string): JsonValue | undefined
  /** To be called last: refuses a modifier that was not taken. */
  lost(): readonly string[]
}

/** What may be ignored, and what may not. */
type ExtensionList = 'extension' | 'modifierExtension'

/**
 * @param modifiers - Names of our extensions that this type of resource may have, and that change what
 *   it says. Any other one refuses, and so does one of them where nobody reads it.
 * @throws {@link CredentialError} `fhir_malformed`, `fhir_modifier_unknown`, `fhir_too_large`.
 */
export function openResource(
  resource: JsonValue,
  type: string,
  modifiers: readonly string[],
): ResourceReader {
  if (!isJsonObject(resource)) throw malformed('')
  if (resource['resourceType'] !== type) throw malformed('/resourceType')
  const found = surveyModifiers(resource, modifiers)
  const account = openAccount()
  const aside = openAccount()
  account.take(['resourceType'])
  const reader: ResourceReader = {
    peek: (place) => valueAt(resource, namesOf(place)),
    take(place) {
      const path = namesOf(place)
      const value = valueAt(resource, path)
      if (value !== undefined) account.take(path)
      return value
    },
    setAside: (place) => aside.take(namesOf(place)),
    countOf(place) {
      const value = reader.peek(place)
      if (value === undefined) return 0
      if (!Array.isArray(value)) throw malformed(place)
      return value.length
    },
    extensions(at, list, name, member) {
      const values: JsonValue[] = []
      for (let i = 0; i < reader.countOf(`${at}/${list}`); i++) {
        const place = `${at}/${list}/${i}`
        const extension = reader.peek(place)
        if (!isJsonObject(extension)) throw malformed(place)
        if (extension['url'] !== extensionUrl(name)) continue
        values.push(onlyMember(extension, member, place))
        reader.take(place)
      }
      return values
    },
    extension(at, list, name, member) {
      const [value, ...others] = reader.extensions(at, list, name, member)
      if (others.length > 0) throw notMappable(`${at}/${list}`)
      return value
    },
    lost() {
      const overlooked = found.find(({ path }) => !account.has(path) && !aside.has(path))
      if (overlooked !== undefined) throw modifierUnknown(overlooked.place)
      return account.leftOf(resource)
    },
  }
  return reader
}

/** What an extension says, if it says nothing else. */
export function onlyMember(extension: JsonObject, member: string, place: string): JsonValue {
  const value = extension[member]
  const said = new Set(['id', 'url', member])
  if (value === undefined || Object.keys(extension).some((name) => !said.has(name))) {
    throw notMappable(place)
  }
  return value
}
