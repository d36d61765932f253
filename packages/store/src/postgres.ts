export { StoreError, type StoreErrorCode } from './errors.ts'
export { openPostgresEvidence, type PostgresEvidence } from './postgres-evidence.ts'
