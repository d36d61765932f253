export {
  type AddDidEthrKeyOptions,
  addDidEthrKey,
  type ChangeDidEthrOptions,
  type DidEthrChange,
  deactivateDidEthr,
  didEthrKeyId,
  type RevokeDidEthrKeyOptions,
  type RotateDidEthrOwnerOptions,
  revokeDidEthrKey,
  rotateDidEthrOwner,
} from './change-did-ethr.ts'
export {
  createDidEthrResolver,
  type DidEthrResolverOptions,
  type ResolveDidEthr,
  type ResolvedDidEthr,
} from './did-ethr.ts'
export { type DidEthrName, didEthrOf, parseDidEthr } from './did-ethr-name.ts'
export {
  type DidEthrDocumentJson,
  type DidEthrMethodJson,
  type DidEthrRegistry,
  type DidEthrResolutionResult,
  toDidEthrRegistry,
} from './did-resolver-entry.ts'
export { DidEthrError, type DidEthrErrorCode } from './errors.ts'
export {
  createHttpJsonRpc,
  type DidEthrJsonRpc,
  type DidEthrPostFetch,
  type DidEthrPostInit,
  type HttpJsonRpcOptions,
} from './json-rpc.ts'
export type { DidEthrKeyUse } from './key-attribute.ts'
export type { DidEthrNetwork } from './network.ts'
