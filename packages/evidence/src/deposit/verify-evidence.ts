import {
  createBrand,
  decodeBase64url,
  type EpochSeconds,
  encodeBase64url,
  epochSeconds,
  type Minted,
} from '@fidecura/base'
import { type Did, type DidUrl, digestOf, type ResolveDid } from '@fidecura/identity'
import { EvidenceError } from '../errors.ts'
import { hashLeaf } from '../merkle/hash.ts'
import { verifyInclusion } from '../merkle/verify-inclusion.ts'
import { verifyCheckpoint } from '../note/checkpoint.ts'
import type { NoteKey } from '../note/note-key.ts'
import { parseNote, signaturesOf } from '../note/signed-note.ts'
import { assertWitnessed, type WitnessPolicy } from '../witness/witness-policy.ts'
import { type ContentDigest, commitmentOf } from './commitment.ts'
import { verifyDepositEntry } from './deposit-entry.ts'
import type { EvidenceId } from './evidence-id.ts'
import { type EvidenceProof, parseEvidenceProof } from './evidence-proof.ts'

declare const verified: unique symbol

/** That these bytes were deposited, by whom, and when at the latest. Only {@link verifyEvidence} makes one. Frozen. */
export interface VerifiedEvidence extends ContentDigest {
  readonly id: EvidenceId
  /** From 1. */
  readonly number: number
  readonly mediaType: string | undefined
  readonly depositor: Did
  readonly keyId: DidUrl
  /** Leaf hash of this entry, base64url: what the next version names as `previous`. */
  readonly leafHash: string
  readonly previous: string | undefined
  /** Which log, and where in it. */
  readonly origin: string
  readonly index: number
  /** As many witnesses as must had signed by then. */
  readonly existedBy: EpochSeconds
  readonly now: EpochSeconds
  readonly [verified]: true
}

/** Whom to believe: what a proof itself names counts for nothing. */
export interface EvidenceTrust {
  /** The logs that are trusted to be watched by these witnesses. */
  readonly logs: readonly NoteKey[]
  readonly witnesses: WitnessPolicy
}

/** What is compared, and by whose word. */
export interface VerifyEvidenceOptions extends EvidenceTrust {
  /** The bytes, or their digest and size where they were hashed elsewhere. */
  readonly content: Uint8Array | ContentDigest
  /** Finds the depositor's keys: from a bundle, where there is no network. */
  readonly resolve: ResolveDid
  readonly now: EpochSeconds
  readonly signal?: AbortSignal | undefined
}

/**
 * Proves one version of a deposit, without whoever keeps it: bytes, commitment, depositor, place in the
 * log, and the instant by which witnesses had signed.
 *
 * @param file - A proof file.
 * @throws {@link EvidenceError} `evidence_proof_malformed`, `evidence_content_mismatch`,
 *   `evidence_commitment_mismatch`, `evidence_entry_malformed`, `merkle_inclusion_invalid`; those of
 *   `verifyCheckpoint`, `assertWitnessed` and `verifyDidJws`; `checkpoint_from_future`.
 */
export async function verifyEvidence(
  file: string,
  options: VerifyEvidenceOptions,
): Promise<VerifiedEvidence> {
  const { resolve, signal } = options
  const now = epochSeconds(options.now)
  const proof = parseEvidenceProof(file)
  await assertContent(proof, options.content)
  const { existedBy, origin, leafHash } = await proveInclusion(proof, { ...options, now })
  // The log took it in while the key was the depositor's: witnesses saw it after that.
  const judged = { resolve, at: existedBy, now, signal }
  const { depositor, commitment, keyId } = await verifyDepositEntry(proof.entry, judged)
  await assertCommitted(proof, commitment)
  const { id, number, previous, content, log } = proof
  const { digest, size, mediaType } = content
  const version = { id, number, digest, size, mediaType, previous }
  const place = { origin, index: log.index, leafHash: encodeBase64url(leafHash) }
  return brand.mint(Object.freeze({ ...version, ...place, depositor, keyId, existedBy, now }))
}

const brand: Minted<VerifiedEvidence> = /* @__PURE__ */ createBrand(
  () => new EvidenceError('evidence_not_verified', 'Pass the value that verifyEvidence returned'),
)

/** @throws {@link EvidenceError} `evidence_not_verified`. */
export function assertVerifiedEvidence(value: unknown): asserts value is VerifiedEvidence {
  brand.assert(value)
}

/** Digest and size of bytes that fit into memory. For others there is `digestOfStream` of `@fidecura/evidence/node`. */
export async function contentDigestOf(bytes: Uint8Array): Promise<ContentDigest> {
  return { digest: await digestOf(bytes), size: bytes.length }
}

async function assertContent(
  { content }: EvidenceProof,
  given: Uint8Array | ContentDigest,
): Promise<void> {
  const { digest, size } = given instanceof Uint8Array ? await contentDigestOf(given) : given
  if (digest === content.digest && size === content.size) return
  throw new EvidenceError('evidence_content_mismatch', 'Not the bytes that were deposited')
}

/** Nothing in a proof counts but what the entry commits to. */
export async function assertCommitted(proof: EvidenceProof, commitment: string): Promise<void> {
  const { id, number, previous, content } = proof
  const salt = decodeBase64url(content.salt)
  if (commitment === (await commitmentOf(salt, { ...content, id, number, previous }))) return
  throw new EvidenceError('evidence_commitment_mismatch', 'The entry commits to something else')
}

/** Where an entry is, and by when it was there: what does not depend on who deposited. */
export async function proveInclusion(
  { entry, log }: EvidenceProof,
  { logs, witnesses, now }: EvidenceTrust & { readonly now: EpochSeconds },
): Promise<{
  readonly existedBy: EpochSeconds
  readonly origin: string
  readonly leafHash: Uint8Array
}> {
  const keys = logs.filter(({ name }) => log.checkpoint.startsWith(`${name}\n`))
  // A log may have had several, one after the other.
  const read = parseNote(log.checkpoint)
  const named = keys.find((key) => signaturesOf(read, key).length > 0) ?? keys[0]
  if (named === undefined) {
    throw new EvidenceError('checkpoint_origin_mismatch', 'Not one of the logs that were named')
  }
  const { origin, size, root, note } = await verifyCheckpoint(log.checkpoint, named)
  const existedBy = await assertWitnessed(note, witnesses)
  if (existedBy > now) {
    throw new EvidenceError('checkpoint_from_future', 'Witnessed at an instant that is yet to come')
  }
  const leafHash = await hashLeaf(entry)
  await verifyInclusion({ index: log.index, size, root, leafHash, proof: log.inclusion })
  return { existedBy, origin, leafHash }
}
