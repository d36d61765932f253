export { createGuardedFetch, type GuardedFetchOptions } from './guarded-fetch.node.ts'
