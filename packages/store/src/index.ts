export { StoreError, type StoreErrorCode } from './errors.ts'
export { openStore, type Store } from './open-store.ts'
export type { DurableReplayStore } from './replay-store.ts'
