import { deepFreeze, isJsonObject, parseJson } from '@fidecura/base'
import { parseTerms } from '../parse-terms.ts'
import type { Rule } from '../terms.ts'
import type { Dialect } from './dialect.ts'
import { readMii } from './mii.ts'
import { readPcf } from './pcf.ts'
import { dialectOf } from './profile.ts'
import { r4Elements, readR4 } from './r4.ts'
import { r5Elements, readR5 } from './r5.ts'
import {
  assertKnownElements,
  assertUnmodified,
  malformed,
  type ReferenceMap,
  refuse,
  type Source,
  type SourceNoteCode,
  type SourceReading,
  subjectOf,
} from './source.ts'

/** What the file leaves to whoever reads it. */
export interface TermsFromFhirOptions {
  /** Required, and may be empty: what is not in it stands for nobody. */
  readonly references: ReferenceMap
}

/**
 * Turns a FHIR Consent into terms: R4, R4B or R5, and where `meta.profile` claims it, IHE PCF or the
 * German MII. How each is read stands at the top of its dialect, r4.ts, r5.ts, pcf.ts and mii.ts, and
 * for every element in docs/fhir-consent.md.
 *
 * @param bytes - Exactly as they came: their digest is what is signed.
 * @returns Deep-frozen. `notes` say where the reading fell short, always to the side of less.
 * @throws `ConsentError` with a `consent_source_…` code and a JSON Pointer, `terms_too_large`; the
 *   `BaseError` of `parseJson` for what is not strict JSON.
 */
export function termsFromFhir(bytes: Uint8Array, options: TermsFromFhirOptions): SourceReading {
  const resource = parseJson(bytes)
  if (!isJsonObject(resource) || resource['resourceType'] !== 'Consent') {
    throw malformed('/resourceType')
  }
  assertUnmodified(resource, '')
  if (resource['implicitRules'] !== undefined) {
    throw refuse('consent_source_implicit_rules', '/implicitRules', 'Cannot be read without them')
  }
  const dialect = dialectOf(resource)
  const { fhirVersion, elements, read } = dialects[dialect]
  assertKnownElements(resource, elements)
  if (resource['status'] !== 'active') {
    throw refuse('consent_source_not_active', '/status', 'Not active')
  }
  const source: Source = { resource, dialect, references: options.references, notes: [] }
  const rule = read(source)
  assertUsable(rule, source)
  const terms = parseTerms(JSON.parse(JSON.stringify({ version: 'urn:fidecura:terms:1', rule })))
  const subjectReference = subjectOf(source, fhirVersion === 'R4' ? 'patient' : 'subject')
  return deepFreeze({ dialect, fhirVersion, terms, subjectReference, notes: source.notes })
}

const dialects: Readonly<Record<Dialect, Reading>> = {
  R4: { fhirVersion: 'R4', elements: r4Elements, read: readR4 },
  R5: { fhirVersion: 'R5', elements: r5Elements, read: readR5 },
  'PCF-basic': { fhirVersion: 'R4', elements: r4Elements, read: readPcf },
  'PCF-intermediate': { fhirVersion: 'R4', elements: r4Elements, read: readPcf },
  'PCF-advanced': { fhirVersion: 'R4', elements: r4Elements, read: readPcf },
  MII: { fhirVersion: 'R4', elements: r4Elements, read: readMii },
}

interface Reading {
  readonly fhirVersion: 'R4' | 'R5'
  readonly elements: ReadonlySet<string>
  readonly read: (source: Source) => Rule
}

/** A wish to permit of which nothing is left must not pass for terms that the patient wanted. */
function assertUsable(rule: Rule, source: Source): void {
  if (!hasPermit(rule) || canPermit(rule)) return
  const place = source.notes.find(({ code }) => !meant.has(code))?.place ?? ''
  throw refuse('consent_source_unusable', place, 'No permit in it can be understood')
}

/** Notes of what was understood, if more narrowly than it may be meant. */
const meant: ReadonlySet<SourceNoteCode> = /* @__PURE__ */ new Set<SourceNoteCode>([
  'zone_missing',
  'permit_narrowed',
  'denial_widened',
])

function hasPermit(rule: Rule): boolean {
  return rule.effect === 'permit' || rule.children.some(hasPermit)
}

function canPermit(rule: Rule): boolean {
  if (rule.conditions.unknown !== undefined) return false
  if (rule.effect === 'deny') return rule.children.some(canPermit)
  return !rule.children.some(deniesEverything)
}

function deniesEverything(rule: Rule): boolean {
  const { unknown, ...conditions } = rule.conditions
  return (
    rule.effect === 'deny' && Object.keys(conditions).length === 0 && !rule.children.some(canPermit)
  )
}
