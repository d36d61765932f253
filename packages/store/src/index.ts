export { StoreError, type StoreErrorCode } from './errors.ts'
export { openStore, type Ports, type Store } from './open-store.ts'
