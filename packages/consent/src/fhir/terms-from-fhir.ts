import { deepFreeze, isJsonObject, type JsonObject, parseJson } from '@fidecura/base'
import { parseTerms } from '../parse-terms.ts'
import type { Rule } from '../terms.ts'
import { r4Elements, readR4 } from './r4.ts'
import { r5Elements, readR5 } from './r5.ts'
import {
  assertKnownElements,
  assertUnmodified,
  malformed,
  type ReferenceMap,
  refuse,
  type Source,
  type SourceReading,
  subjectOf,
} from './source.ts'

/** What the file leaves to whoever reads it. */
export interface TermsFromFhirOptions {
  /** Required, and may be empty: what is not in it stands for nobody. */
  readonly references: ReferenceMap
}

/**
 * Turns a FHIR Consent, R4, R4B or R5, into terms. How each version is read stands at the top of
 * its dialect, r4.ts and r5.ts.
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
  const fhirVersion = versionOf(resource)
  const dialect = dialects[fhirVersion]
  assertKnownElements(resource, dialect.elements)
  if (resource['status'] !== 'active') {
    throw refuse('consent_source_not_active', '/status', 'Not active')
  }
  const source: Source = { resource, references: options.references, notes: [] }
  const rule = dialect.read(source)
  assertUsable(rule, source)
  const terms = parseTerms(JSON.parse(JSON.stringify({ version: 'urn:fidecura:terms:1', rule })))
  const subjectReference = subjectOf(source, dialect.subject)
  return deepFreeze({ fhirVersion, terms, subjectReference, notes: source.notes })
}

const dialects = {
  R4: { elements: r4Elements, read: readR4, subject: 'patient' },
  R5: { elements: r5Elements, read: readR5, subject: 'subject' },
} as const

/** The JSON does not say its version; the elements that one version requires, and the other lacks, do. */
function versionOf(resource: JsonObject): 'R4' | 'R5' {
  const isR4 = ['scope', 'patient', 'policyRule'].some((name) => Object.hasOwn(resource, name))
  const isR5 = ['subject', 'decision'].some((name) => Object.hasOwn(resource, name))
  if (isR4 === isR5) {
    throw refuse('consent_source_version_unclear', '', 'Neither R4 nor R5 alone')
  }
  return isR4 ? 'R4' : 'R5'
}

/** A wish to permit of which nothing is left must not pass for terms that the patient wanted. */
function assertUsable(rule: Rule, source: Source): void {
  if (!hasPermit(rule) || canPermit(rule)) return
  const place = source.notes.find(({ code }) => code !== 'zone_missing')?.place ?? ''
  throw refuse('consent_source_unusable', place, 'No permit in it can be understood')
}

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
