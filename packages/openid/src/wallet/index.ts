export type { TransactionCodeFormat } from '../vci/credential-offer.ts'
export {
  type OfferedCredential,
  type OfferingIssuer,
  type OpenedOffer,
  openCredentialOffer,
} from './open-credential-offer.ts'
export type { WalletNetwork } from './wallet-network.ts'
