export { StoreError, type StoreErrorCode } from './errors.ts'
export { openPostgresStore } from './open-postgres-store.ts'
export type { Ports, Store } from './ports.ts'
export { openPostgresEvidence, type PostgresEvidence } from './postgres-evidence.ts'
