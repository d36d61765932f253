import { isJsonObject, type JsonObject, type JsonValue } from '@fidecura/base'
import { type Did, isDid } from '@fidecura/identity'
import type { Coding, Identifier } from '../coding.ts'
import type { NamedDid } from '../named-did.ts'
import { extensionUrl, malformed, notMappable, type ResourceReader } from './fhir-resource.ts'

/** Which organisation a reference means; undefined if that is not known. */
export type OrganisationOf = (reference: string) => NamedDid | undefined

// The system of identifiers that are URIs themselves.
const uriSystem = 'urn:ietf:rfc:3986'

export function extension(name: string, value: JsonObject): JsonObject {
  return { url: extensionUrl(name), ...value }
}

/** A member with a list, or none where the list is empty. */
export function list(name: string, items: readonly JsonValue[]): JsonObject {
  return items.length === 0 ? {} : { [name]: items }
}

export function takeText(reader: ResourceReader, place: string): string | undefined {
  const text = reader.take(place)
  if (text === undefined || typeof text === 'string') return text
  throw malformed(place)
}

/** The first coding of a CodeableConcept that has a system and a code. */
export function takeConcept(reader: ResourceReader, place: string): Coding {
  for (let i = 0; i < reader.countOf(`${place}/coding`); i++) {
    const at = `${place}/coding/${i}`
    if (reader.countOf(`${at}/extension`) > 0) continue
    const system = takeText(reader, `${at}/system`)
    const code = takeText(reader, `${at}/code`)
    const display = takeText(reader, `${at}/display`)
    if (system !== undefined && code !== undefined) {
      return { system, code, ...(display === undefined ? {} : { display }) }
    }
  }
  throw notMappable(place)
}

export function takeConcepts(reader: ResourceReader, place: string): readonly Coding[] {
  return Array.from({ length: reader.countOf(place) }, (_, i) =>
    takeConcept(reader, `${place}/${i}`),
  )
}

/** The first identifier of a list that has a system and a value, and is not one of old. */
export function takeIdentifier(reader: ResourceReader, place: string): Identifier | undefined {
  for (let i = 0; i < reader.countOf(place); i++) {
    const found = takeOneIdentifier(reader, `${place}/${i}`)
    if (found !== undefined) return found
  }
  return undefined
}

export function takeOneIdentifier(reader: ResourceReader, place: string): Identifier | undefined {
  const use = takeText(reader, `${place}/use`)
  const system = takeText(reader, `${place}/system`)
  const value = takeText(reader, `${place}/value`)
  if (system === undefined || value === undefined || use === 'old') return undefined
  return { system, value }
}

/** As it is written, or put together; the official one, or the first that is not of the past. */
export function takeName(reader: ResourceReader, place: string): string | undefined {
  const count = reader.countOf(place)
  const uses = Array.from({ length: count }, (_, i) => takeText(reader, `${place}/${i}/use`))
  const official = uses.indexOf('official')
  const usable = official >= 0 ? official : uses.findIndex((use) => use !== 'old')
  if (usable < 0) return undefined
  const at = `${place}/${usable}`
  const text = takeText(reader, `${at}/text`)
  if (text !== undefined) return text
  const parts = [
    ...textsAt(reader, `${at}/prefix`),
    ...textsAt(reader, `${at}/given`),
    takeText(reader, `${at}/family`),
    ...textsAt(reader, `${at}/suffix`),
  ].filter((part) => part !== undefined)
  return parts.length === 0 ? undefined : parts.join(' ')
}

/** An organisation or person that a reference names by its DID, or that the caller knows. */
export function takeNamedDid(
  reader: ResourceReader,
  place: string,
  organisationOf: OrganisationOf | undefined,
): NamedDid {
  const value = takeOneIdentifier(reader, `${place}/identifier`)
  const reference = takeText(reader, `${place}/reference`)
  const display = takeText(reader, `${place}/display`)
  const known = reference === undefined ? undefined : organisationOf?.(reference)
  const did = value?.system === uriSystem && isDid(value.value) ? value.value : known?.did
  const name = display ?? known?.name
  if (did === undefined || name === undefined) throw notMappable(place)
  return { did, name }
}

/** The DID among identifiers. */
export function takeDid(reader: ResourceReader, place: string): Did | undefined {
  for (let i = 0; i < reader.countOf(place); i++) {
    const found = takeOneIdentifier(reader, `${place}/${i}`)
    if (found?.system === uriSystem && isDid(found.value)) return found.value
  }
  return undefined
}

export function referenceTo({ did, name }: NamedDid): JsonObject {
  return { identifier: didIdentifier(did), display: name }
}

export function didIdentifier(did: Did): JsonObject {
  return { system: uriSystem, value: did }
}

export function conceptOf(coding: Coding): JsonObject {
  return { coding: [{ ...coding }] }
}

/** The value of an extension of ours, of the kind that we write. */
export function memberOf(extension: JsonObject, member: string): JsonObject {
  const value = extension[member]
  if (isJsonObject(value)) return value
  throw malformed('')
}

function textsAt(reader: ResourceReader, place: string): readonly string[] {
  return Array.from({ length: reader.countOf(place) }, (_, i) =>
    takeText(reader, `${place}/${i}`),
  ).filter((text) => text !== undefined)
}
