export type { ContentDigest } from './deposit/commitment.ts'
export {
  createEvidence,
  type Deposited,
  type DepositOptions,
  type Evidence,
  type EvidenceHistory,
  type EvidenceOptions,
  type EvidenceReader,
  type EvidenceVersion,
  type ReplayedErasures,
  type ReplayOptions,
  type UpdateOptions,
} from './deposit/evidence.ts'
export { type EvidenceId, isEvidenceId, parseEvidenceId } from './deposit/evidence-id.ts'
export {
  type EvidenceProof,
  type ProofOfInclusion,
  parseEvidenceProof,
} from './deposit/evidence-proof.ts'
export type {
  AccessEvent,
  DepositContent,
  DepositRecord,
  EvidenceStore,
  KeptDeposit,
  LegalHold,
} from './deposit/evidence-store.ts'
export { createMemoryEvidenceStore } from './deposit/memory-evidence-store.ts'
export { createEvidenceTimeProofVerifier } from './deposit/time-proof.ts'
export { createTokenDepositor } from './deposit/token-depositor.ts'
export {
  assertVerifiedEvidence,
  contentDigestOf,
  type EvidenceTrust,
  type VerifiedEvidence,
  type VerifyEvidenceOptions,
  verifyEvidence,
} from './deposit/verify-evidence.ts'
export { EvidenceError, type EvidenceErrorCode } from './errors.ts'
export { createLogHandler, type LogHandler, type ServedLog } from './http/log-handler.ts'
export { createWitnessHandler } from './http/witness-handler.ts'
export {
  type Included,
  type Log,
  type LogCallOptions,
  type LogOptions,
  openLog,
} from './log/log.ts'
export type { Leaf, LogState, LogStore } from './log/log-store.ts'
export { createMemoryLogStore } from './log/memory-log-store.ts'
export type { Cosigners, PublishedCheckpoint } from './log/publisher.ts'
export type { Tile } from './log/tree-edge.ts'
export type { TreeProofs } from './log/tree-proofs.ts'
export type { Hash } from './merkle/hash.ts'
export { type TreeHead, verifyConsistency } from './merkle/verify-consistency.ts'
export { type InclusionClaim, verifyInclusion } from './merkle/verify-inclusion.ts'
export { type Checkpoint, type SignedCheckpoint, verifyCheckpoint } from './note/checkpoint.ts'
export { type NoteKey, type NoteKeyUse, noteKeyOf, parseNoteKey } from './note/note-key.ts'
export type { NoteSignature, SignedNote } from './note/signed-note.ts'
export {
  createLogReader,
  type LogReader,
  type LogReaderOptions,
  type ReaderCallOptions,
  type WitnessedCheckpoint,
} from './reader/log-reader.ts'
export {
  createMemoryReaderState,
  type ReaderState,
  type SeenCheckpoint,
} from './reader/reader-state.ts'
export type { TileId } from './tiles/tile-path.ts'
export {
  type CosignersOptions,
  createCosigners,
  type ReachableWitness,
} from './witness/cosigners.ts'
export {
  createWitness,
  type Witness,
  type WitnessAnswer,
  type WitnessOptions,
} from './witness/witness.ts'
export {
  assertWitnessed,
  type TrustedWitness,
  type WitnessPolicy,
} from './witness/witness-policy.ts'
export {
  createMemoryWitnessState,
  type WitnessedHead,
  type WitnessState,
} from './witness/witness-state.ts'
