export type { TransactionCodeFormat } from '../vci/credential-offer.ts'
export { type AcceptOfferOptions, acceptCredentialOffer } from './accept-credential-offer.ts'
export type {
  Asker,
  CertificateAsker,
  ClientCertificate,
  DidAsker,
  DomainAsker,
  UnsignedAsker,
  VerifyCertificates,
} from './asker.ts'
export {
  type AuthorizationSession,
  type AuthorizedBy,
  type StartAuthorizationOptions,
  startAuthorization,
} from './authorization.ts'
export type { Candidate, WalletCredential } from './candidates.ts'
export type { Deferral, DeferredReceipt, DeferredState } from './deferred-receipt.ts'
export type { ReceivedCredential } from './judge-received.ts'
export {
  type OpenedQuery,
  type OpenedRequest,
  type OpenRequestOptions,
  openAuthorizationRequest,
} from './open-authorization-request.ts'
export {
  type OfferedCredential,
  type OfferingIssuer,
  type OpenedOffer,
  openCredentialOffer,
} from './open-credential-offer.ts'
export {
  type Delivered,
  declineRequest,
  type PresentToOptions,
  presentTo,
  type TransactionAnswer,
} from './present-to.ts'
export type { WalletNetwork } from './wallet-network.ts'
