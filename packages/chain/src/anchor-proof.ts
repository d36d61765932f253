import {
  abortedError,
  decodeBase64url,
  encodeBase64url,
  isJsonObject,
  type JsonValue,
  parseJsonText,
} from '@fidecura/base'
import {
  assertVerifiedEvidence,
  EvidenceError,
  type Hash,
  type TreeHead,
  type TreeProofs,
  type VerifiedEvidence,
  verifyInclusion,
} from '@fidecura/evidence'
import { ChainError } from './errors.ts'

/** Which entries of which log, and what a chain has of it. */
export interface AnchorProofOptions {
  readonly origin: string
  /** As a reader gave it. */
  readonly anchor: TreeHead
  /** Where the entries are, each before the size of the anchor. */
  readonly indices: readonly number[]
  readonly proofs: Pick<TreeProofs, 'inclusion'>
  readonly signal?: AbortSignal | undefined
}

const format = 'urn:fidecura:anchor-proof:1'
const limits = { characters: 16_777_216, hashes: 64 } as const

/**
 * Writes what shows, without a network, that entries are in the tree that a chain has. What the chain has,
 * it cannot show: whoever checks it brings that along, from nodes that they believe.
 *
 * @throws EvidenceError `log_index_unknown`: not anchored yet; what `proofs` throws; BaseError `aborted` (unknown).
 */
export async function anchorProofOf(options: AnchorProofOptions): Promise<string> {
  const { origin, anchor, indices, proofs, signal } = options
  const entries: JsonValue[] = []
  for (const index of indices) {
    if (signal?.aborted === true) throw abortedError()
    const inclusion = await proofs.inclusion(index, anchor.size)
    entries.push({ index, inclusion: inclusion.map(encodeBase64url) })
  }
  const file = { version: format, origin, size: anchor.size, entries }
  return `${JSON.stringify(file, undefined, 2)}\n`
}

/** What was verified, and what the chain has. */
export interface AssertEvidenceAnchoredOptions {
  /** What `verifyEvidence` returned, each of one log; one at least. */
  readonly evidence: readonly VerifiedEvidence[]
  /** Of that log. Never from the file: as a reader gave it, or as the event `Anchored` of the contract says. */
  readonly anchor: TreeHead
}

/**
 * Proves that verified evidence is in the tree that a chain has. Then not even its log and all of its
 * witnesses together could have made it up since the block of the anchor.
 *
 * @param file - As {@link anchorProofOf} wrote it.
 * @throws {@link ChainError} `anchor_proof_malformed`; `anchor_behind` (unknown): it says nothing of one of
 *   them, or there is none; `anchor_mismatch`: it is about another log or another anchor, or one of them is not in that tree.
 *   EvidenceError `evidence_not_verified`.
 */
export async function assertEvidenceAnchored(
  file: string,
  { evidence, anchor }: AssertEvidenceAnchoredOptions,
): Promise<void> {
  const { origin, size, entries } = parseAnchorProof(file)
  if (size !== anchor.size) throw mismatch()
  // What holds of each of none, says nothing of any.
  if (evidence.length === 0) throw behind()
  for (const each of evidence) {
    assertVerifiedEvidence(each)
    if (each.origin !== origin) throw mismatch()
    const proof = entries.get(each.index)
    if (proof === undefined) throw behind()
    const leafHash = decodeBase64url(each.leafHash)
    await held({ ...anchor, index: each.index, leafHash, proof })
  }
}

async function held(claim: Parameters<typeof verifyInclusion>[0]): Promise<void> {
  try {
    await verifyInclusion(claim)
  } catch (error) {
    if (EvidenceError.is(error)) throw mismatch()
    throw error
  }
}

interface AnchorProof {
  readonly origin: string
  readonly size: number
  readonly entries: ReadonlyMap<number, readonly Hash[]>
}

function parseAnchorProof(file: string): AnchorProof {
  if (typeof file !== 'string' || file.length > limits.characters) throw malformed()
  const { version, origin, size, entries } = members(parse(file), [
    'version',
    'origin',
    'size',
    'entries',
  ])
  if (version !== format || typeof origin !== 'string' || !Array.isArray(entries)) throw malformed()
  return { origin, size: count(size), entries: new Map((entries as JsonValue[]).map(readEntry)) }
}

function parse(file: string): JsonValue {
  try {
    return parseJsonText(file, { maxBytes: limits.characters })
  } catch {
    throw malformed()
  }
}

function readEntry(value: JsonValue): readonly [number, readonly Hash[]] {
  const { index, inclusion } = members(value, ['index', 'inclusion'])
  if (!Array.isArray(inclusion) || inclusion.length > limits.hashes) throw malformed()
  return [count(index), (inclusion as JsonValue[]).map(hash)]
}

/** Whoever understands a member more than we do, would read another proof. */
function members(value: JsonValue, names: readonly string[]) {
  if (isJsonObject(value) && Object.keys(value).every((name) => names.includes(name))) return value
  throw malformed()
}

function count(value: JsonValue | undefined): number {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number
  throw malformed()
}

function hash(value: JsonValue): Hash {
  try {
    if (typeof value === 'string') return decodeBase64url(value)
  } catch {
    // Not base64url.
  }
  throw malformed()
}

function mismatch(): ChainError {
  return new ChainError('anchor_mismatch', 'Not in the tree that the chain has')
}

function behind(): ChainError {
  return new ChainError('anchor_behind', 'Nothing is said of an entry', { outcome: 'unknown' })
}

function malformed(): ChainError {
  return new ChainError('anchor_proof_malformed', 'Not a proof of what is anchored')
}
