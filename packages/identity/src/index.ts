export { randomBytes, sha256, sha256Text } from '#crypto'
export { type Algorithm, algorithmNames, namesOfAlgorithm } from './algorithms.ts'
export { type CommonResolverOptions, createCommonResolver } from './common-resolver.ts'
export { type ComparisonSubject, comparisonDigits } from './comparison-digits.ts'
export {
  type CreateDidDocumentOptions,
  createDidDocument,
  type DidDocumentKey,
} from './create-did-document.ts'
export type { DepositToken, DepositTokenOptions } from './deposit-token.ts'
export { type Did, type DidUrl, didOf, isDid, methodOf, parseDid, parseDidUrl } from './did.ts'
export type { DidCacheOptions } from './did-cache.ts'
export {
  type DidDocument,
  type DidService,
  parseDidDocument,
  publicKeyOf,
  type VerificationMethod,
  type VerificationRelationship,
} from './did-document.ts'
export { didJwkOf, resolveDidJwk } from './did-jwk.ts'
export {
  type DidJwsVerification,
  keyIdOfIssuer,
  type SignJwsOptions,
  signJws,
  type VerifyDidJwsOptions,
  verifyDidJws,
} from './did-jws.ts'
export { didKeyOf, resolveDidKey } from './did-key.ts'
export { createDidWebResolver, type DidWebResolverOptions } from './did-web.ts'
export { type DidWebUrlOptions, didWebUrl } from './did-web-url.ts'
export { digestOf } from './digest.ts'
export { IdentityError, type IdentityErrorCode } from './errors.ts'
export { type PublicJwk, parsePublicJwk, thumbprintOf } from './jwk.ts'
export {
  createHeaderCache,
  type DecodeJwsOptions,
  decodeJws,
  type HeaderCache,
  type HeaderCacheOptions,
  type JwsHeader,
  type UnverifiedJws,
} from './jws.ts'
export { keyIdOf } from './key-id.ts'
export {
  type KeyProof,
  type SignKeyProofOptions,
  signKeyProof,
  type VerifyKeyProofOptions,
  verifyKeyProof,
} from './key-proof.ts'
export {
  assertProvenFor,
  type ProvenTime,
  type ProveTimeOptions,
  proveTime,
  type TimeProofContext,
  type TimeProofVerifier,
} from './proven-time.ts'
export {
  holdsAt,
  type ResolvedDid,
  type ResolvedDidOfNow,
  type ResolvedDidOfThen,
} from './resolved-did.ts'
export {
  createResolver,
  type ResolveDid,
  type ResolveDidOptions,
  type ResolverOptions,
} from './resolver.ts'
export {
  assertSignInFor,
  type EnterAccountOptions,
  type EnteredAccount,
  enterAccount,
  type SignInTerms,
} from './sign-in/enter-account.ts'
export {
  createMemorySignInAccounts,
  type MemorySignInAccountsOptions,
} from './sign-in/memory-sign-in-accounts.ts'
export { type ProveSignInOptions, proveSignIn, signInType } from './sign-in/prove-sign-in.ts'
export {
  type ProveSuccessionOptions,
  proveSuccession,
  successionType,
} from './sign-in/prove-succession.ts'
export type {
  SignInAccount,
  SignInAccountKey,
  SignInAccounts,
} from './sign-in/sign-in-accounts.ts'
export {
  type CreateSignInChallengeOptions,
  createSignInChallenge,
  type SignInChallenge,
  type SignInPlace,
} from './sign-in/sign-in-challenge.ts'
export type { SingleUse, SingleUseStore } from './sign-in/single-use.ts'
export { type SucceedAccountOptions, succeedAccount } from './sign-in/succeed-account.ts'
export {
  type RecoveryContext,
  type RecoveryVerifier,
  type RetiredDid,
  type SucceedAccountByRecoveryOptions,
  succeedAccountByRecovery,
} from './sign-in/succeed-account-by-recovery.ts'
export {
  assertVerifiedSignIn,
  type VerifiedSignIn,
  type VerifySignInOptions,
  verifySignIn,
} from './sign-in/verify-sign-in.ts'
export {
  generateSigner,
  type NewKeyOptions,
  newKeyId,
  type Signer,
  type SignerOptions,
  signerOf,
} from './signer.ts'
export {
  createKeyCache,
  importVerificationKey,
  type KeyCache,
  type VerificationKey,
  verifySignature,
} from './verification-key.ts'
export { type VerifyJwsOptions, verifyJws } from './verify-jws.ts'
