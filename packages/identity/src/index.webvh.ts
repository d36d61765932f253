export type { WebLocationOptions } from './web-location.ts'
export type { ChainOptions } from './webvh/chain-did-log.ts'
export { type CreateDidLogOptions, createDidLog } from './webvh/create-did-log.ts'
export type { DidLogLimits } from './webvh/did-log-entry.ts'
export { createDidLogMemory, type DidLogHead, type DidLogMemory } from './webvh/did-log-memory.ts'
export type { DidLogParameters, WitnessRule } from './webvh/did-log-parameters.ts'
export {
  createDidWebvhResolver,
  type DidWebvhResolverOptions,
  type FetchDidWebvhOptions,
  fetchDidWebvh,
} from './webvh/did-webvh.ts'
export { type DidWebvhLocation, didWebvhLocation } from './webvh/did-webvh-location.ts'
export {
  type DidLogResolution,
  type DidVersionQuery,
  type ResolveDidLogOptions,
  resolveDidLog,
} from './webvh/resolve-did-log.ts'
export {
  deactivateDidLog,
  type NextDidLogEntry,
  type RotateDidLogOptions,
  rotateDidLog,
  type UpdateDidLogOptions,
  updateDidLog,
} from './webvh/update-did-log.ts'
export {
  addWitnessProofs,
  signWitnessProof,
  type WitnessDidLogOptions,
  witnessDidLog,
} from './webvh/witness-proofs.ts'
export type { DidLogSettings, WrittenDidLog } from './webvh/write-did-log.ts'
