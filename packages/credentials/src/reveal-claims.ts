import { isJsonObject, type JsonObject, type JsonValue } from '@fidecura/base'
import type { Disclosure } from './disclosure.ts'
import { CredentialError } from './errors.ts'
import { malformed } from './payload-members.ts'
import { escapePointer } from './pointer.ts'

const maxDepth = 32

export interface RevealedClaims {
  /** With every disclosed claim in its place, without `_sd`, `...` and `_sd_alg`. Frozen. */
  readonly payload: JsonObject
  /** Names of members of the payload itself that came from disclosures. */
  readonly hidden: readonly string[]
}

/**
 * Puts disclosed claims where their digests stand. RFC 9901 §7.1.
 *
 * @param byDigest - All disclosures; each must be referred to by exactly one digest.
 * @param places - If given, gets the JSON Pointer at which each disclosure was put.
 * @throws {@link CredentialError} `credential_malformed`, `disclosure_unreferenced`,
 *   `disclosure_duplicate`, `disclosure_malformed`.
 */
export function revealClaims(
  payload: JsonObject,
  byDigest: ReadonlyMap<string, Disclosure>,
  places?: Map<Disclosure, string>,
): RevealedClaims {
  const run: Run = { byDigest, places, seen: new Set(), hidden: [], used: 0 }
  const revealed = revealObject(payload, run, 0, '')
  if (run.used < byDigest.size) {
    throw new CredentialError('disclosure_unreferenced', 'No digest refers to a disclosure')
  }
  return { payload: revealed, hidden: run.hidden }
}

interface Run {
  readonly byDigest: ReadonlyMap<string, Disclosure>
  readonly places: Map<Disclosure, string> | undefined
  readonly seen: Set<string>
  readonly hidden: string[]
  used: number
}

function reveal(value: JsonValue, run: Run, depth: number, place: string): JsonValue {
  if (typeof value !== 'object' || value === null) return value
  // Disclosures lie in one another, so the parser's own limit does not bound this.
  if (depth > maxDepth) throw malformed('_sd')
  return Array.isArray(value)
    ? revealArray(value, run, depth, place)
    : revealObject(value as JsonObject, run, depth, place)
}

function revealObject(object: JsonObject, run: Run, depth: number, place: string): JsonObject {
  if (object['...'] !== undefined) throw malformed('...')
  const digests = object['_sd']
  let members: Record<string, JsonValue> | undefined
  if (depth === 0 || digests !== undefined) {
    const { _sd, _sd_alg, ...others } = object
    members = others
    if (depth > 0 && _sd_alg !== undefined) members['_sd_alg'] = _sd_alg
  }
  for (const name of Object.keys(members ?? object)) {
    const value = object[name] as JsonValue
    if (typeof value !== 'object') continue
    const revealed = reveal(value, run, depth + 1, below(place, name, run))
    if (revealed !== value) {
      members ??= { ...object }
      put(members, name, revealed)
    }
  }
  if (members === undefined) return object
  if (digests !== undefined) revealMembers(digests, members, run, depth, place)
  return Object.freeze(members)
}

function revealMembers(
  digests: JsonValue,
  members: Record<string, JsonValue>,
  run: Run,
  depth: number,
  place: string,
): void {
  if (!Array.isArray(digests)) throw malformed('_sd')
  for (const digest of digests) {
    const disclosure = take(digest, run)
    if (disclosure !== undefined) {
      const { name, value } = disclosure
      if (name === undefined) throw misplaced()
      if (Object.hasOwn(members, name)) throw duplicate()
      if (depth === 0) run.hidden.push(name)
      const at = below(place, name, run)
      run.places?.set(disclosure, at)
      put(members, name, reveal(value, run, depth + 1, at))
    }
  }
}

function revealArray(
  array: readonly JsonValue[],
  run: Run,
  depth: number,
  place: string,
): readonly JsonValue[] {
  const items: JsonValue[] = []
  let changed = false
  for (const item of array) {
    const at = below(place, String(items.length), run)
    if (isJsonObject(item) && item['...'] !== undefined) {
      changed = true
      if (Object.keys(item).length !== 1) throw malformed('...')
      const disclosure = take(item['...'], run)
      if (disclosure !== undefined) {
        if (disclosure.name !== undefined) throw misplaced()
        run.places?.set(disclosure, at)
        items.push(reveal(disclosure.value, run, depth + 1, at))
      }
    } else {
      const revealed = reveal(item, run, depth + 1, at)
      changed ||= revealed !== item
      items.push(revealed)
    }
  }
  return changed ? Object.freeze(items) : array
}

/** A digest without a disclosure is a decoy, or a claim that the holder keeps to themselves. */
function take(digest: JsonValue, run: Run): Disclosure | undefined {
  if (typeof digest !== 'string') throw malformed('_sd')
  if (run.seen.has(digest)) throw duplicate()
  run.seen.add(digest)
  const disclosure = run.byDigest.get(digest)
  if (disclosure !== undefined) run.used++
  return disclosure
}

/** An assignment to `__proto__` would change the object's prototype instead of a member. */
export function put(members: Record<string, JsonValue>, name: string, value: JsonValue): void {
  if (name === '__proto__') {
    Object.defineProperty(members, name, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    })
  } else {
    members[name] = value
  }
}

function below(place: string, name: string, { places }: Run): string {
  return places === undefined ? '' : `${place}/${escapePointer(name)}`
}

function duplicate(): CredentialError {
  return new CredentialError('disclosure_duplicate', 'A digest or a claim name twice')
}

function misplaced(): CredentialError {
  return new CredentialError(
    'disclosure_malformed',
    'A member in an array, or an element in an object',
  )
}
