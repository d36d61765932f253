export {
  type ConsentMethods,
  type ConsentPluginOptions,
  createConsentPlugin,
  type DecideArgs,
  type SignConsentArgs,
  type SignStatementArgs,
  type SignWithdrawalArgs,
  type VerifySetArgs,
  type VerifySignedArgs,
} from './consent-plugin.ts'
export type { CreateCredentialArgs } from './credential-payload.ts'
export {
  type CredentialMethods,
  createCredentialPlugin,
  type OtherFormats,
} from './credential-plugin.ts'
export {
  type CredentialProvider,
  type CredentialProviderOptions,
  type CredentialResult,
  createCredentialProvider,
  type PresentationResult,
  type VerifyCredentialArgs,
  type VerifyPresentationArgs,
} from './credential-provider.ts'
export { type DidJwtSigner, toDidJwtSigner } from './did-jwt-signer.ts'
export { createDidJwkProvider, createDidKeyProvider } from './did-key-provider.ts'
export { createDidWebProvider, didWebDocumentOf } from './did-web-provider.ts'
export {
  createDidWebvhProvider,
  type DidLogStore,
  type DidWebvhProviderOptions,
} from './did-webvh-provider.ts'
export { VeramoError, type VeramoErrorCode } from './errors.ts'
export type { IdentifierProviderOptions, NewIdentifierOptions } from './identifier-provider.ts'
export {
  type ManagedSignerOptions,
  type SigningContext,
  signerOfIdentifier,
} from './kms-signer.ts'
export type { KeyType } from './managed-key.ts'
export type { CreatePresentationArgs } from './presentation-document.ts'
export { type MethodsOf, type NamedMethods, quietAgent } from './quiet-agent.ts'
export type { Refusal } from './refusal.ts'
export { createSignerKms, type SignerKmsOptions } from './signer-kms.ts'
export { createMemorySignerStore, type SignerStore, type StoredSigner } from './signer-store.ts'
export {
  createStatusVerifier,
  type StatusArgs,
  type StatusMethods,
  type StatusVerifierOptions,
} from './status-verifier.ts'
