export { EvidenceError, type EvidenceErrorCode } from './errors.ts'
export type { Hash } from './merkle/hash.ts'
export { type TreeHead, verifyConsistency } from './merkle/verify-consistency.ts'
export { type InclusionClaim, verifyInclusion } from './merkle/verify-inclusion.ts'
export {
  type Checkpoint,
  parseCheckpoint,
  type SignedCheckpoint,
  verifyCheckpoint,
} from './note/checkpoint.ts'
export { cosign, cosignedAt } from './note/cosignature.ts'
export { type NoteKey, type NoteKeyUse, noteKeyOf, parseNoteKey } from './note/note-key.ts'
export {
  type NoteSignature,
  type NoteSigner,
  parseNote,
  type SignedNote,
  signNote,
} from './note/signed-note.ts'
export { parseTilePath, type TileId, tilePath } from './tiles/tile-path.ts'
