export {
  allowPrivateHttps,
  createGuardedFetch,
  type GuardedFetchOptions,
  type LookupAddresses,
} from './guarded-fetch.node.ts'
export { isPrivateFile } from './private-file.node.ts'
