import { isJsonObject, type JsonObject, type JsonValue } from '@fidecura/base'
import { type Did, isDid } from '@fidecura/identity'
import type { Coding, Identifier } from '../coding.ts'
import type { NamedDid } from '../named-did.ts'
import { extensionUrl, malformed, notMappable } from './fhir-places.ts'
import { onlyMember, type ResourceReader } from './fhir-resource.ts'

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
  const text = peekText(reader, place)
  if (text !== undefined) reader.take(place)
  return text
}

/** A resource that says that it is not in use says nothing else. FHIR R4 §2.1.0.6. */
export function assertActive(reader: ResourceReader): void {
  const active = reader.take('/active')
  if (active === false) throw notMappable('/active')
  if (active !== undefined && active !== true) throw malformed('/active')
}

/** The first coding of a CodeableConcept that has a system and a code. */
export function takeConcept(reader: ResourceReader, place: string): Coding {
  for (let i = 0; i < reader.countOf(`${place}/coding`); i++) {
    const at = `${place}/coding/${i}`
    if (reader.countOf(`${at}/extension`) > 0) continue
    const [system, code] = [peekText(reader, `${at}/system`), peekText(reader, `${at}/code`)]
    if (system === undefined || code === undefined) continue
    const display = takeText(reader, `${at}/display`)
    for (const member of ['system', 'code']) reader.take(`${at}/${member}`)
    return { system, code, ...(display === undefined ? {} : { display }) }
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
  const [use, system, value] = ['use', 'system', 'value'].map((member) =>
    peekText(reader, `${place}/${member}`),
  )
  if (system === undefined || value === undefined || use === 'old') return undefined
  for (const member of ['use', 'system', 'value']) reader.take(`${place}/${member}`)
  return { system, value }
}

/** As it is written, or put together; the official one, or the first that is not of the past. */
export function takeName(reader: ResourceReader, place: string): string | undefined {
  const count = reader.countOf(place)
  const uses = Array.from({ length: count }, (_, i) => peekText(reader, `${place}/${i}/use`))
  const official = uses.indexOf('official')
  const usable = official >= 0 ? official : uses.findIndex((use) => use !== 'old')
  if (usable < 0) return undefined
  const at = `${place}/${usable}`
  reader.take(`${at}/use`)
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

/** The only member of the one extension of this name. @returns An object, as we write it. */
export function takeObject(
  reader: ResourceReader,
  name: string,
  member: string,
): JsonObject | undefined {
  const value = reader.extension('', 'extension', name, member)
  if (value === undefined || isJsonObject(value)) return value
  throw malformed('/extension')
}

/** The one list of codes that limits a resource: an extension of ours with one for each code. */
export function takeCodes(
  reader: ResourceReader,
  list: string,
  item: string,
): readonly JsonValue[] | undefined {
  const place = '/modifierExtension'
  const inner = reader.extension('', 'modifierExtension', list, 'extension')
  if (inner === undefined) return undefined
  if (!Array.isArray(inner)) throw malformed(place)
  return inner.map((one: JsonValue) => {
    if (!isJsonObject(one) || one['url'] !== item) throw notMappable(place)
    return onlyMember(one, 'valueCode', place)
  })
}

/** An identifier that says nothing beside system and value. */
export function plainIdentifier(value: JsonValue | undefined): Identifier {
  const { system, value: number, ...more } = isJsonObject(value) ? value : {}
  if (Object.keys(more).length > 0) throw notMappable('/extension')
  // What is no text after all, the schema refuses.
  return { system, value: number } as Identifier
}

function peekText(reader: ResourceReader, place: string): string | undefined {
  const text = reader.peek(place)
  if (text === undefined || typeof text === 'string') return text
  throw malformed(place)
}

function textsAt(reader: ResourceReader, place: string): readonly string[] {
  return Array.from({ length: reader.countOf(place) }, (_, i) =>
    takeText(reader, `${place}/${i}`),
  ).filter((text) => text !== undefined)
}
