import {
  BaseError,
  type EpochSeconds,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseDateTime,
  parseJson,
} from '@fidecura/base'
import { type Did, isDid } from '../did.ts'
import { IdentityError } from '../errors.ts'
import { type JcsProof, parseJcsProof } from '../jcs-proof.ts'
import { isMultihash } from './multihash.ts'

/** One line of a log, read but not verified. did:webvh 1.0 §3.5. */
export interface DidLogEntry {
  readonly versionId: string
  readonly entryHash: string
  readonly versionTime: EpochSeconds
  readonly parameters: JsonObject
  readonly state: JsonObject
  /** Of the state. */
  readonly did: Did
  readonly proofs: readonly JcsProof[]
  /** All of the entry but its proofs: what is hashed and signed. */
  readonly unproven: JsonObject
}

/** Where reading a log stops. */
export interface DidLogLimits {
  /** Of the log, and as many again of the witnesses' proofs. Default 524,288. */
  readonly maxBytes?: number
  /** Default 256. */
  readonly maxEntries?: number
}

/** @internal */
export const defaultMaxBytes = 524_288
const defaultMaxEntries = 256
/** @internal */
export const maxJsonDepth = 20
const maxProofs = 2

/**
 * Reads a log, one JSON object a line.
 *
 * @throws {@link IdentityError} `did_log_too_large`; `did_log_malformed` and `did_log_proof_invalid`,
 *   each with its place, the number of the line first.
 */
export function parseDidLog(bytes: Uint8Array, limits: DidLogLimits = {}): readonly DidLogEntry[] {
  const { maxBytes = defaultMaxBytes, maxEntries = defaultMaxEntries } = limits
  if (bytes.length > maxBytes) throw tooLarge()
  const lines: Uint8Array[] = []
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(0x0a, start)
    lines.push(bytes.subarray(start, end === -1 ? bytes.length : end))
    if (lines.length > maxEntries) throw tooLarge()
    start = end === -1 ? bytes.length : end + 1
  }
  if (lines.length === 0) throw malformed('')
  return lines.map((line, i) => parseEntry(line, i + 1))
}

function parseEntry(line: Uint8Array, number: number): DidLogEntry {
  const place = `/${number}`
  const json = parseLine(line, place)
  if (!isJsonObject(json)) throw malformed(place)
  const { versionId, versionTime, parameters, state, proof, ...more } = json
  if (Object.keys(more).length > 0) throw malformed(place)
  const entryHash = hashOf(versionId, number)
  if (entryHash === undefined) throw malformed(`${place}/versionId`)
  if (!isJsonObject(parameters)) throw malformed(`${place}/parameters`)
  if (!isJsonObject(state)) throw malformed(`${place}/state`)
  const { id } = state
  if (!isDid(id)) throw malformed(`${place}/state/id`)
  const { proof: _, ...unproven } = json
  return {
    versionId: versionId as string,
    entryHash,
    versionTime: parseTime(versionTime, `${place}/versionTime`),
    parameters,
    state,
    did: id,
    proofs: parseProofs(proof, `${place}/proof`),
    unproven,
  }
}

function parseLine(line: Uint8Array, place: string): JsonValue {
  try {
    return parseJson(line, { maxBytes: line.length, maxDepth: maxJsonDepth })
  } catch (error) {
    const options = BaseError.is(error) ? { place, cause: error } : { place }
    throw new IdentityError('did_log_malformed', 'Not a line of JSON', options)
  }
}

/** `undefined` unless it is the version id of the entry with this number. */
function hashOf(versionId: JsonValue | undefined, number: number): string | undefined {
  const prefix = `${number}-`
  if (typeof versionId !== 'string' || !versionId.startsWith(prefix)) return undefined
  const hash = versionId.slice(prefix.length)
  return isMultihash(hash) ? hash : undefined
}

function parseTime(text: JsonValue | undefined, place: string): EpochSeconds {
  try {
    const instant = parseDateTime(text)
    // §3.5: in UTC.
    if (/(?:Z|[+-]00:00)$/.test(text as string)) return instant
  } catch (error) {
    if (!BaseError.is(error)) throw error
  }
  throw malformed(place)
}

/** The schema allows one proof to stand outside of an array. */
function parseProofs(proof: JsonValue | undefined, place: string): readonly JcsProof[] {
  if (isJsonObject(proof)) return [parseJcsProof(proof, place)]
  if (!Array.isArray(proof) || proof.length === 0 || proof.length > maxProofs) {
    throw new IdentityError('did_log_proof_invalid', 'No proof', { place })
  }
  return proof.map((one, i) => parseJcsProof(one, `${place}/${i}`))
}

function tooLarge(): IdentityError {
  return new IdentityError('did_log_too_large', 'More bytes or entries than the limit')
}

function malformed(place: string): IdentityError {
  return new IdentityError('did_log_malformed', 'Not an entry of a log', { place })
}
