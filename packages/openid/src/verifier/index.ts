export type {
  ClaimsPath,
  DcqlClaimsQuery,
  DcqlCredentialQuery,
  DcqlCredentialSet,
  DcqlMeta,
  DcqlQuery,
} from '../dcql/dcql-query.ts'
export type { AnsweredTransaction, AskedTransaction } from '../vp/transaction-data.ts'
export { createOpenIdVerifier, type OpenIdVerifierOptions } from './create-openid-verifier.ts'
export type {
  AskedRequest,
  AskOptions,
  AskOtherDevice,
  AskSameDevice,
  CollectedAnswer,
  CollectOptions,
  DeclinedAnswer,
  OpenIdVerifier,
  PresentedAnswer,
  WaitingAnswer,
} from './openid-verifier.ts'
export {
  createMemorySessionStore,
  type MemorySessionStoreOptions,
  type SessionStore,
  type StoredSession,
} from './session-store.ts'
export type { SigningClient, UnsignedClient, VerifierClient } from './verifier-client.ts'
