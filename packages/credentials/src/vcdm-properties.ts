import { isJsonObject, type JsonObject, type JsonValue } from '@fidecura/base'
import { malformed } from './payload-members.ts'

/**
 * Holds members that say nothing to a verifier to the shape that VCDM 2.0 gives them, so that what we
 * verify is a credential to others, too: §4.3.1 `name` and `description`, §5.4 to §5.6 what has a type.
 *
 * @throws CredentialError `credential_malformed`.
 */
export function assertProperties(document: JsonObject): void {
  for (const name of ['name', 'description']) {
    if (!each(document[name], isLanguageText)) throw malformed(`/${name}`)
  }
  for (const name of ['evidence', 'refreshService', 'termsOfUse']) {
    if (!each(document[name], hasType)) throw malformed(`/${name}`)
  }
}

function each(value: JsonValue | undefined, right: (item: JsonValue) => boolean): boolean {
  if (value === undefined) return true
  return Array.isArray(value) ? value.every(right) : right(value as JsonValue)
}

function isLanguageText(value: JsonValue): boolean {
  if (!isJsonObject(value)) return typeof value === 'string'
  return Object.keys(value).every((name) => /^@(?:value|language|direction)$/.test(name))
}

function hasType(value: JsonValue): boolean {
  return isJsonObject(value) && value['type'] !== undefined
}
