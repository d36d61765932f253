export {
  OpenIdError,
  type OpenIdErrorCode,
  type OpenIdErrorOptions,
} from './errors.ts'
export { allowUnsignedRequests, type UnsignedDoor } from './vp/protocol.ts'
export {
  type AskedTransaction,
  consentRequestTransaction,
  type TransactionData,
} from './vp/transaction-data.ts'
