export type {
  DidDocumentJson,
  DidResolutionResult,
  DidResolvable,
  DidResolverRegistry,
  ForeignResolutionResult,
  ForeignResolvable,
} from './did-resolver-types.ts'
export { fromDidResolver } from './from-did-resolver.ts'
export {
  type ToDidResolverOptions,
  type ToDidResolverRegistryOptions,
  toDidResolver,
  toDidResolverRegistry,
} from './to-did-resolver.ts'
