import type { JsonObject, JsonValue } from '@fidecura/base'
import { CredentialError } from '../errors.ts'

/** `urn:fidecura:fhir:jurisdiction:1` */
export function extensionUrl(name: string): string {
  return `urn:fidecura:fhir:${name}:1`
}

/** Undefined where there is none. @param path - Names of members, and indices. */
export function valueAt(resource: JsonObject, path: readonly string[]): JsonValue | undefined {
  let value: JsonValue | undefined = resource
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    value = (value as Readonly<Record<string, JsonValue>>)[name]
  }
  return value
}

export function malformed(place: string): CredentialError {
  return new CredentialError('fhir_malformed', 'Not a resource of this type', { place })
}

export function notMappable(place: string): CredentialError {
  return new CredentialError('fhir_not_mappable', 'Not what claims of this type can say', { place })
}
