export { CredentialError, type CredentialErrorCode } from './errors.ts'
