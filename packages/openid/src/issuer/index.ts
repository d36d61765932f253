export type { Approval } from './authorize.ts'
export { type CredentialIssuer, createCredentialIssuer } from './credential-issuer.ts'
export {
  createMemoryGrantStore,
  type GrantEntry,
  type GrantStore,
  type MemoryGrantStoreOptions,
} from './grant-store.ts'
export type {
  AuthorizationOptions,
  AuthorizationWish,
  CredentialIssuerOptions,
  DescribedCredential,
  DisplayName,
  IssuableContents,
  IssuableCredential,
  IssuanceNotification,
  IssuedElsewhere,
  WalletClient,
} from './issuer-options.ts'
export type { MadeOffer, OfferOptions } from './make-offer.ts'
