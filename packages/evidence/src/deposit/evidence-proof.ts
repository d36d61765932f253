import {
  type BaseError,
  decodeBase64url,
  decodeUtf8,
  encodeBase64url,
  encodeUtf8,
  isJsonObject,
  type JsonValue,
  parseJsonText,
} from '@fidecura/base'
import { EvidenceError } from '../errors.ts'
import type { Hash } from '../merkle/hash.ts'
import { type EvidenceId, isEvidenceId } from './evidence-id.ts'
import type { DepositContent } from './evidence-store.ts'

/**
 * Everything that proves one version of a deposit, but the bytes themselves. It opens the commitment, so
 * it is for those who may know, and proves nothing without its checks: `verifyEvidence`.
 */
export interface EvidenceProof {
  readonly id: EvidenceId
  readonly number: number
  readonly content: DepositContent
  /** Base64url leaf hash of the entry of the version before. */
  readonly previous: string | undefined
  /** As the log has it. */
  readonly entry: Uint8Array
  readonly log: ProofOfInclusion
}

/** Where in which log, and as whose word. */
export interface ProofOfInclusion {
  readonly index: number
  readonly inclusion: readonly Hash[]
  /** Signed by the log and its witnesses, word for word; it names the log. */
  readonly checkpoint: string
}

const format = 'urn:fidecura:evidence-proof:1'
const limits = { characters: 131_072, hashes: 64 } as const

/** Writes a proof file. The inverse of {@link parseEvidenceProof}. */
export function formatEvidenceProof(proof: EvidenceProof): string {
  const { id, number, content, previous, entry, log } = proof
  const { digest, size, mediaType, salt } = content
  const file = {
    version: format,
    id,
    number,
    content: { digest, size, ...(mediaType === undefined ? {} : { mediaType }), salt },
    ...(previous === undefined ? {} : { previous }),
    entry: decodeUtf8(entry),
    log: {
      index: log.index,
      inclusion: log.inclusion.map(encodeBase64url),
      checkpoint: log.checkpoint,
    },
  }
  return `${JSON.stringify(file, undefined, 2)}\n`
}

/**
 * Reads a proof file and proves nothing.
 *
 * @throws {@link EvidenceError} `evidence_proof_malformed`, with the place.
 */
export function parseEvidenceProof(file: string): EvidenceProof {
  if (typeof file !== 'string' || file.length > limits.characters) throw malformed('')
  const members = object(parse(file), '', [
    'version',
    'id',
    'number',
    'content',
    'previous',
    'entry',
    'log',
  ])
  if (members['version'] !== format) throw malformed('/version')
  const { id, number, entry, previous } = members
  if (!isEvidenceId(id)) throw malformed('/id')
  if (typeof entry !== 'string') throw malformed('/entry')
  if (number === 0) throw malformed('/number')
  // The first has none before it, and every other one has.
  if ((number === 1) !== (previous === undefined)) throw malformed('/previous')
  return {
    id,
    number: count(number, '/number'),
    content: readContent(members['content']),
    previous: previous === undefined ? undefined : hash(previous, '/previous'),
    entry: encodeUtf8(entry),
    log: readLog(members['log']),
  }
}

function parse(file: string): JsonValue {
  try {
    return parseJsonText(file)
  } catch (error) {
    throw malformed((error as BaseError).place ?? '')
  }
}

function readContent(value: JsonValue | undefined): DepositContent {
  const place = '/content'
  const { digest, size, mediaType, salt } = object(value, place, [
    'digest',
    'size',
    'mediaType',
    'salt',
  ])
  const isType = typeof mediaType === 'string' && /^[\w.+-]{1,64}\/[\w.+-]{1,64}$/.test(mediaType)
  if (mediaType !== undefined && !isType) throw malformed(`${place}/mediaType`)
  return {
    digest: hash(digest, `${place}/digest`),
    size: count(size, `${place}/size`),
    ...(mediaType === undefined ? {} : { mediaType: mediaType as string }),
    salt: hash(salt, `${place}/salt`),
  }
}

function readLog(value: JsonValue | undefined): ProofOfInclusion {
  const place = '/log'
  const { index, inclusion, checkpoint } = object(value, place, [
    'index',
    'inclusion',
    'checkpoint',
  ])
  if (typeof checkpoint !== 'string') throw malformed(`${place}/checkpoint`)
  if (!Array.isArray(inclusion) || inclusion.length > limits.hashes) {
    throw malformed(`${place}/inclusion`)
  }
  const hashes = (inclusion as readonly JsonValue[]).map((each, at) =>
    decodeBase64url(hash(each, `${place}/inclusion/${at}`)),
  )
  return { index: count(index, `${place}/index`), inclusion: hashes, checkpoint }
}

/** Whoever understands a member more than we do, would read another proof. */
function object(value: JsonValue | undefined, place: string, names: readonly string[]) {
  if (!isJsonObject(value) || !Object.keys(value).every((name) => names.includes(name))) {
    throw malformed(place)
  }
  return value
}

function count(value: JsonValue | undefined, place: string): number {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number
  throw malformed(place)
}

/** 32 bytes in their one spelling. */
function hash(value: JsonValue | undefined, place: string): string {
  try {
    if (typeof value === 'string' && decodeBase64url(value).length === 32) return value
  } catch {
    // Not base64url.
  }
  throw malformed(place)
}

function malformed(place: string): EvidenceError {
  return new EvidenceError('evidence_proof_malformed', 'Not a proof file', { place })
}
