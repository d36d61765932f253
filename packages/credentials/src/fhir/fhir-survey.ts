import { isJsonObject, type JsonObject, type JsonValue } from '@fidecura/base'
import { CredentialError } from '../errors.ts'
import { placeOf } from './fhir-names.ts'
import { extensionUrl, malformed } from './fhir-places.ts'

const maxDepth = 32
const maxValues = 20_000

/** A modifier extension of ours: where it is, for people and as the names that lead to it. */
export interface FoundModifier {
  readonly place: string
  readonly path: readonly string[]
}

/**
 * Looks at all of a resource, before anything is read, and refuses what may change the meaning of it
 * in a way that nobody here knows. FHIR R4 §2.4.0.1.
 *
 * @param modifiers - Names of our extensions that this type of resource may have.
 * @returns Those of ours, wherever they are: each counts only where a reader takes it.
 * @throws {@link CredentialError} `fhir_malformed`, `fhir_modifier_unknown`; `fhir_too_large`: more than
 *   32 levels or 20,000 values.
 */
export function surveyModifiers(
  resource: JsonObject,
  modifiers: readonly string[],
): readonly FoundModifier[] {
  const known = new Set(modifiers.map(extensionUrl))
  const found: FoundModifier[] = []
  let values = 0
  visit(resource, [])
  return found

  function visit(value: JsonValue, path: readonly string[]): void {
    if (++values > maxValues || path.length > maxDepth) throw tooLarge(placeOf(resource, path))
    if (typeof value !== 'object' || value === null) return
    for (const [name, member] of Object.entries(value)) {
      const inside = [...path, name]
      if (name === 'implicitRules') throw modifierUnknown(placeOf(resource, inside))
      if (name === 'modifierExtension') visitModifiers(member as JsonValue, inside)
      visit(member as JsonValue, inside)
    }
  }

  function visitModifiers(list: JsonValue, at: readonly string[]): void {
    if (!Array.isArray(list)) throw malformed(placeOf(resource, at))
    for (const [index, extension] of list.entries()) {
      const path = [...at, `${index}`]
      const place = placeOf(resource, path)
      if (!isJsonObject(extension) || !known.has(String(extension['url']))) {
        throw modifierUnknown(place)
      }
      found.push({ place, path })
    }
  }
}

export function modifierUnknown(place: string): CredentialError {
  return new CredentialError('fhir_modifier_unknown', 'Changes the meaning in an unknown way', {
    place,
  })
}

function tooLarge(place: string): CredentialError {
  return new CredentialError('fhir_too_large', 'More than the limit', { place })
}
