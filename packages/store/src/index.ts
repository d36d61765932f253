export type {
  DocumentChange,
  DocumentPage,
  Documents,
  KeptDocument,
  NewDocument,
} from './documents.ts'
export { StoreError, type StoreErrorCode } from './errors.ts'
export { openStore, type Ports, type Store } from './open-store.ts'
