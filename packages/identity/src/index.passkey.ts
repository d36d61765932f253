export {
  type CreatePasskeyRegistrationOptions,
  createPasskeyRegistration,
  type PasskeyRegistrationRequest,
} from './passkey/create-passkey-registration.ts'
export {
  type CreatePasskeyRequestOptions,
  createPasskeyRequest,
  type PasskeyRequest,
} from './passkey/create-passkey-request.ts'
export type { PasskeySubject } from './passkey/passkey-challenge.ts'
export {
  type PasskeyKey,
  parsePasskeyKey,
  parsePasskeyRegistration,
} from './passkey/passkey-key.ts'
export {
  assertVerifiedPasskeyAssertion,
  type VerifiedPasskeyAssertion,
  type VerifyPasskeyAssertionOptions,
  verifyPasskeyAssertion,
} from './passkey/verify-passkey-assertion.ts'
