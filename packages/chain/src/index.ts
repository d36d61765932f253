export {
  type AnchorProofOptions,
  type AssertEvidenceAnchoredOptions,
  anchorProofOf,
  assertEvidenceAnchored,
} from './anchor-proof.ts'
export {
  type Anchor,
  type AnchorReader,
  type AnchorReaderOptions,
  type ChainCallOptions,
  createAnchorReader,
  type Finality,
} from './anchor-reader.ts'
export {
  type Anchoring,
  type AnchoringOptions,
  type AnchoringState,
  createAnchoring,
} from './anchoring.ts'
export { type AssertAnchoredOptions, assertAnchored } from './assert-anchored.ts'
export { checkpointAnchorAbi, checkpointAnchorBytecode } from './checkpoint-anchor-artefact.ts'
export { ChainError, type ChainErrorCode } from './errors.ts'
export { logIdOf } from './log-id.ts'
