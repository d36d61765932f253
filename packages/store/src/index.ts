export { copyStore } from './copy-store.ts'
export type {
  DocumentChange,
  DocumentPage,
  Documents,
  KeptDocument,
  NewDocument,
} from './documents.ts'
export { StoreError, type StoreErrorCode } from './errors.ts'
export { grantStoreOf } from './grant-store.ts'
export { storeVersion } from './migrations.ts'
export { openStore } from './open-store.ts'
export type { Ports, Store } from './ports.ts'
export { sessionStoreOf } from './session-store.ts'
