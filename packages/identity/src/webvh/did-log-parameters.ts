import { isJsonObject, type JsonObject, type JsonValue } from '@fidecura/base'
import type { Did } from '../did.ts'
import { IdentityError } from '../errors.ts'
import { decodeMultikey } from '../multikey.ts'
import { isMultihash } from './multihash.ts'

/** What governs a DID once an entry is taken in. did:webvh 1.0 §3.7.1. */
export interface DidLogParameters {
  readonly scid: string
  /** In multibase: whoever holds one of them may write the next entry. */
  readonly updateKeys: readonly string[]
  /** Of the keys that may follow. Empty: any may. */
  readonly nextKeyHashes: readonly string[]
  /** `undefined`: nobody needs to vouch for entries. */
  readonly witness: WitnessRule | undefined
  readonly watchers: readonly string[]
  /** It may move to another domain. */
  readonly portable: boolean
  readonly deactivated: boolean
  /** Seconds for which its documents may be remembered. */
  readonly ttl: number
}

/** How many of whom must vouch for an entry. did:webvh 1.0 §3.7.8. */
export interface WitnessRule {
  readonly threshold: number
  /** Each a did:key of an Ed25519 key. */
  readonly witnesses: readonly Did[]
}

// Of keys, hashes, witnesses and watchers.
const maxItems = 64
const maxTextLength = 512
const maxTtl = 2 ** 31

/**
 * The parameters after an entry.
 *
 * @param active - Those before it; `undefined` for the first entry.
 * @param place - Of the entry's parameters, a JSON Pointer.
 * @throws {@link IdentityError} `did_log_parameter_wrong`.
 */
export function applyParameters(
  active: DidLogParameters | undefined,
  json: JsonObject,
  place: string,
): DidLogParameters {
  const read = <T>(name: string, parse: (value: JsonValue) => T | undefined, otherwise: T): T => {
    const value = json[name]
    if (value === undefined) return otherwise
    const parsed = parse(value)
    if (parsed === undefined) throw wrong(`${place}/${name}`)
    return parsed
  }
  const unknown = Object.keys(json).find((name) => !names.includes(name))
  if (unknown !== undefined) throw wrong(place)
  if ((json['method'] ?? (active && methodName)) !== methodName) throw wrong(`${place}/method`)
  if (active === undefined ? !isMultihash(json['scid']) : json['scid'] !== undefined) {
    throw wrong(`${place}/scid`)
  }
  const portable = read('portable', parseBoolean, active?.portable ?? false)
  // Whoever may change a DID later must not be able to carry it off.
  if (portable && active?.portable === false) throw wrong(`${place}/portable`)
  const parameters = {
    scid: active?.scid ?? (json['scid'] as string),
    updateKeys: read('updateKeys', parseKeys, active?.updateKeys ?? []),
    nextKeyHashes: read('nextKeyHashes', parseTexts, active?.nextKeyHashes ?? []),
    witness: read('witness', parseWitness, { rule: active?.witness }).rule,
    watchers: read('watchers', parseTexts, active?.watchers ?? []),
    portable,
    deactivated: read('deactivated', parseBoolean, false),
    ttl: read('ttl', parseTtl, active?.ttl ?? defaultTtl),
  }
  if (active === undefined && parameters.updateKeys.length === 0) throw wrong(`${place}/updateKeys`)
  // While keys are committed to, each entry names the keys it goes on with, and the next commitment.
  if (active !== undefined && active.nextKeyHashes.length > 0) {
    for (const name of ['updateKeys', 'nextKeyHashes']) {
      if (json[name] === undefined) throw wrong(`${place}/${name}`)
    }
  }
  return parameters
}

/** @internal */
export const methodName = 'did:webvh:1.0'
const defaultTtl = 3600
const names: readonly string[] = [
  'method',
  'scid',
  'updateKeys',
  'nextKeyHashes',
  'witness',
  'watchers',
  'portable',
  'deactivated',
  'ttl',
]

function parseBoolean(value: JsonValue): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined
}

/** Here and below, null is the old way to say "none any more". §3.7.1, the note. */
function parseTexts(value: JsonValue): readonly string[] | undefined {
  if (value === null) return []
  if (!Array.isArray(value) || value.length > maxItems) return undefined
  return value.every((text) => typeof text === 'string' && text.length <= maxTextLength)
    ? (value as readonly string[])
    : undefined
}

/** Keys of other kinds may be listed, yet sign nothing. */
function parseKeys(value: JsonValue): readonly string[] | undefined {
  const keys = parseTexts(value)
  return keys?.every((key) => key.startsWith('z')) === true ? keys : undefined
}

function parseTtl(value: JsonValue): number | undefined {
  if (value === null) return defaultTtl
  const fits = typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= maxTtl
  return fits ? value : undefined
}

function parseWitness(value: JsonValue): { readonly rule: WitnessRule | undefined } | undefined {
  if (value === null) return { rule: undefined }
  if (!isJsonObject(value)) return undefined
  if (Object.keys(value).length === 0) return { rule: undefined }
  const { threshold, witnesses, ...more } = value
  if (Object.keys(more).length > 0 || !Array.isArray(witnesses)) return undefined
  if (witnesses.length > maxItems || !witnesses.every(isWitness)) return undefined
  const ids = witnesses.map(({ id }) => id)
  const reachable =
    typeof threshold === 'number' &&
    Number.isInteger(threshold) &&
    threshold >= 1 &&
    threshold <= ids.length
  // One witness named twice would count twice.
  return reachable && new Set(ids).size === ids.length
    ? { rule: { threshold, witnesses: ids } }
    : undefined
}

function isWitness(value: JsonValue): value is JsonObject & { readonly id: Did } {
  if (!isJsonObject(value) || Object.keys(value).length !== 1) return false
  const { id } = value
  if (typeof id !== 'string' || !id.startsWith('did:key:')) return false
  try {
    return decodeMultikey(id.slice('did:key:'.length)).crv === 'Ed25519'
  } catch {
    return false
  }
}

function wrong(place: string): IdentityError {
  return new IdentityError('did_log_parameter_wrong', 'Not a parameter that may stand here', {
    place,
  })
}
