import type { CredentialTexts } from './error-codes.ts'

