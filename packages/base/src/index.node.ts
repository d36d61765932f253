export {
  createGuardedFetch,
  type GuardedFetchOptions,
  type LookupAddresses,
} from './guarded-fetch.node.ts'
