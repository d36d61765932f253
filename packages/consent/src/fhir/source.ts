import { cleanText, isJsonObject, type JsonObject, type JsonValue } from '@fidecura/base'
import { ConsentError, type ConsentErrorCode } from '../errors.ts'
import { type Terms, termsLimits } from '../terms.ts'
import type { Dialect } from './dialect.ts'
import { isElementName } from './element-names.ts'

/**
 * What is written in FHIR stands for: a reference for the DID of a party, the URI of a group or care
 * team, or the identifier of a record; a purpose of a code system other than ActReason, as
 * `system|code`, for a purpose of the vocabulary; the URI of a policy for `policyAsWritten`.
 * Part of what is signed, since all of this says nothing outside of where it came from.
 */
export type ReferenceMap = Readonly<Record<string, string>>

/** Where the reading of a source fell short, so that a person can be told. */
export interface SourceNote {
  readonly code: SourceNoteCode
  /** JSON Pointer. */
  readonly place: string
}

/** What was read otherwise than it may be meant; never so that more is permitted. */
export type SourceNoteCode =
  /** Stands for nobody in the map: matches every denial and no permit. */
  | 'reference_unmapped'
  /** A condition that is not understood: false in a permit, true in a denial. */
  | 'condition_unknown'
  /** A date or time without zone: read as the shorter period in a permit, the longer in a denial. */
  | 'zone_missing'
  /** An opt-out whose conditions are not used to narrow what it denies. */
  | 'denial_widened'
  /** An opt-in whose conditions are used to narrow what it permits; some mean by them what they exclude. */
  | 'permit_narrowed'

/** Terms as one dialect reads them from a FHIR Consent. */
export interface SourceReading {
  /** Whose reading was taken. */
  readonly dialect: Dialect
  readonly fhirVersion: 'R4' | 'R5'
  readonly terms: Terms
  /** `Consent.patient` or `Consent.subject`, as written. */
  readonly subjectReference: string
  readonly notes: readonly SourceNote[]
}

/** One resource while it is read. */
export interface Source {
  readonly resource: JsonObject
  readonly dialect: Dialect
  readonly references: ReferenceMap
  readonly notes: SourceNote[]
}

export function refuse(code: ConsentErrorCode, place: string, message: string): ConsentError {
  return new ConsentError(code, message, { place })
}

export function note(source: Source, code: SourceNoteCode, place: string): void {
  source.notes.push({ code, place })
}

/** Refuses elements other than these; every element may have `id`, `extension` and a `_` companion. */
export function assertKnownElements(resource: JsonObject, known: ReadonlySet<string>): void {
  for (const name of Object.keys(resource)) {
    if (known.has(name) || known.has(name.replace(/^_/, ''))) continue
    throw refuse(
      'consent_source_element_unknown',
      pointer('', name),
      'An element of unknown meaning',
    )
  }
}

/**
 * Refuses what changes the meaning of everything around it. A plain extension may not do so, so it
 * is passed over. FHIR R4 §2.4.
 */
export function assertUnmodified(value: JsonValue, place: string): void {
  if (Array.isArray(value)) {
    value.forEach((item: JsonValue, index) => {
      assertUnmodified(item, `${place}/${index}`)
    })
  } else if (isJsonObject(value)) {
    for (const [name, member] of Object.entries(value)) {
      const here = pointer(place, name)
      if (name === 'modifierExtension') {
        throw refuse(
          'consent_source_modifier',
          here,
          'Changes the meaning of what it stands beside',
        )
      }
      assertUnmodified(member, here)
    }
  }
}

/** A JSON Pointer one step deeper. A name that no FHIR element has is not repeated in it. */
export function pointer(place: string, name: string): string {
  return isElementName(name) ? `${place}/${name}` : place
}

export function listAt(parent: JsonObject, name: string, place: string): readonly JsonObject[] {
  const list = parent[name]
  if (list === undefined) return []
  if (!Array.isArray(list) || list.length === 0 || !list.every(isJsonObject)) {
    throw malformed(`${place}/${name}`)
  }
  return list
}

export function objectAt(parent: JsonObject, name: string, place: string): JsonObject | undefined {
  const value = parent[name]
  if (value === undefined || isJsonObject(value)) return value
  throw malformed(`${place}/${name}`)
}

export function textAt(parent: JsonObject, name: string, place: string): string | undefined {
  const value = parent[name]
  if (value === undefined || (typeof value === 'string' && value !== '')) return value
  throw malformed(`${place}/${name}`)
}

/** `Consent.patient` or `Consent.subject`. */
export function subjectOf(source: Source, name: string): string {
  const reference = textAt(objectAt(source.resource, name, '') ?? {}, 'reference', `/${name}`)
  if (reference === undefined) throw malformed(`/${name}/reference`)
  return reference
}

/** Whether one of the codings of a CodeableConcept is this one. */
export function hasCoding(
  concept: JsonObject,
  system: string,
  code: string,
  place: string,
): boolean {
  return listAt(concept, 'coding', place).some(
    (coding) => coding['system'] === system && coding['code'] === code,
  )
}

/** Terms hold no more; seen here, before lists are compared with each other. */
export function assertFew(list: readonly unknown[], place: string): void {
  if (list.length <= termsLimits.entries) return
  throw refuse('terms_too_large', place, 'More than the limits of terms')
}

/** What terms can hold as a text. */
export function isPlain(text: string): boolean {
  return text !== '' && text.length <= termsLimits.text && cleanText(text) === text
}

export function malformed(place: string): ConsentError {
  return refuse('consent_source_malformed', place, 'Not as FHIR defines it')
}
