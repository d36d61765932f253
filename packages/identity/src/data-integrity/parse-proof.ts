import {
  decodeBase58,
  type EpochSeconds,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseDateTime,
} from '@fidecura/base'
import { type DidUrl, parseDidUrl } from '../did.ts'
import { IdentityError } from '../errors.ts'

/** What a proof is good for. Data Integrity 1.0 §2.1. */
export type ProofPurpose = 'assertionMethod' | 'authentication'

/** One proof as it stands beside a document. Proves nothing yet. */
export interface DataIntegrityProof {
  readonly id: string | undefined
  readonly cryptosuite: string
  readonly verificationMethod: DidUrl
  readonly purpose: ProofPurpose
  readonly created: EpochSeconds | undefined
  /** Exclusive. */
  readonly expires: EpochSeconds | undefined
  readonly domain: string | undefined
  readonly challenge: string | undefined
  /** Ids of the proofs that this one builds on. */
  readonly previous: readonly string[]
  /** All of the proof that is signed. */
  readonly options: JsonObject
  /** The proof as it stands there. */
  readonly json: JsonObject
  readonly signature: Uint8Array
}

const members: ReadonlySet<string> = /* @__PURE__ */ new Set([
  '@context',
  'id',
  'type',
  'cryptosuite',
  'verificationMethod',
  'created',
  'expires',
  'proofPurpose',
  'domain',
  'challenge',
  'nonce',
  'previousProof',
  'proofValue',
])
// 96 bytes take at most 132 characters. Bounds a quadratic decoder.
const proofValue = /^z[1-9A-HJ-NP-Za-km-z]{1,132}$/
const maxTextLength = 2048
const maxPrevious = 8

/**
 * Reads a proof of type DataIntegrityProof. Members that are not understood are refused, for they
 * could narrow what it proves.
 *
 * @see {@link https://www.w3.org/TR/vc-data-integrity/#proofs | Data Integrity 1.0 §2.1}
 *
 * @throws {@link IdentityError} `proof_malformed`; `place` says where.
 */
export function parseProof(json: JsonValue | undefined, place: string): DataIntegrityProof {
  if (!isJsonObject(json)) throw malformed(place)
  // A name that nobody knows may say anything, so the place is that of its owner.
  if (!Object.keys(json).every((name) => members.has(name))) throw malformed(place)
  const { proofValue: value, ...options } = json
  if (options['type'] !== 'DataIntegrityProof') throw malformed(`${place}/type`)
  const cryptosuite = readText(options, 'cryptosuite', place)
  if (cryptosuite === undefined) throw malformed(`${place}/cryptosuite`)
  // A nonce is signed, and means nothing to us.
  readText(options, 'nonce', place)
  return {
    id: readText(options, 'id', place),
    cryptosuite,
    verificationMethod: readMethod(options['verificationMethod'], `${place}/verificationMethod`),
    purpose: readPurpose(options['proofPurpose'], `${place}/proofPurpose`),
    created: readInstant(options, 'created', place),
    expires: readInstant(options, 'expires', place),
    domain: readText(options, 'domain', place),
    challenge: readText(options, 'challenge', place),
    previous: readPrevious(options['previousProof'], `${place}/previousProof`),
    options,
    json,
    signature: readSignature(value, `${place}/proofValue`),
  }
}

function readText(options: JsonObject, name: string, place: string): string | undefined {
  const value = options[name]
  if (value === undefined) return undefined
  if (typeof value === 'string' && value !== '' && value.length <= maxTextLength) return value
  throw malformed(`${place}/${name}`)
}

function readMethod(value: JsonValue | undefined, place: string): DidUrl {
  try {
    return parseDidUrl(value)
  } catch {
    throw malformed(place)
  }
}

function readPurpose(value: JsonValue | undefined, place: string): ProofPurpose {
  if (value === 'assertionMethod' || value === 'authentication') return value
  throw malformed(place)
}

function readInstant(options: JsonObject, name: string, place: string): EpochSeconds | undefined {
  if (options[name] === undefined) return undefined
  try {
    return parseDateTime(options[name])
  } catch {
    throw malformed(`${place}/${name}`)
  }
}

function readPrevious(value: JsonValue | undefined, place: string): readonly string[] {
  if (value === undefined) return []
  const ids = typeof value === 'string' ? [value] : value
  if (!Array.isArray(ids) || ids.length === 0 || ids.length > maxPrevious) throw malformed(place)
  const right = ids.every((id) => typeof id === 'string' && id !== '' && id.length <= maxTextLength)
  if (right && new Set(ids).size === ids.length) return ids as readonly string[]
  throw malformed(place)
}

function readSignature(value: JsonValue | undefined, place: string): Uint8Array {
  if (typeof value !== 'string' || !proofValue.test(value)) throw malformed(place)
  const bytes = decodeBase58(value.slice(1))
  if (bytes === undefined) throw malformed(place)
  return bytes
}

function malformed(place: string): IdentityError {
  return new IdentityError('proof_malformed', 'Not a proof that is understood', { place })
}
