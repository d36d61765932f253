import { isJsonObject, type JsonValue, parseJson } from '@fidecura/base'
import { malformed } from './status-list.ts'

const maxBytes = 1_048_576
const maxLists = 10_000

/**
 * Names all lists of an issuer, so that a verifier can fetch them ahead of time.
 * draft-ietf-oauth-status-list-21 §9.3.
 *
 * @throws CredentialError `status_list_malformed`: one that is no https URL.
 */
export function writeStatusAggregation(lists: readonly string[]): string {
  return JSON.stringify({ status_lists: namesOf([...lists]) })
}

/** @throws CredentialError `status_list_malformed`; `place` is `status_lists`. */
export function parseStatusAggregation(bytes: Uint8Array): readonly string[] {
  const json = parse(bytes)
  return Object.freeze(namesOf(isJsonObject(json) ? json['status_lists'] : undefined))
}

function namesOf(lists: JsonValue | undefined): string[] {
  const place = 'status_lists'
  if (!Array.isArray(lists) || lists.length > maxLists) throw malformed(place)
  return lists.map((list) => {
    if (typeof list === 'string' && URL.canParse(list)) return list
    throw malformed(place)
  })
}

function parse(bytes: Uint8Array): JsonValue {
  try {
    return parseJson(bytes, { maxBytes, maxDepth: 3 })
  } catch (error) {
    throw malformed(undefined, error)
  }
}
