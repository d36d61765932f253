export {
  createDidEthrProvider,
  type DidEthrOwners,
  type DidEthrProviderOptions,
  type NewDidEthrOptions,
} from './veramo/did-ethr-provider.ts'
