export { StoreError, type StoreErrorCode } from './errors.ts'
export { openStore, type Store } from './open-store.ts'
