export { randomBytes, sha256 } from '#crypto'
export type { Algorithm } from './algorithms.ts'
export {
  type DidJwsVerification,
  keyIdOfIssuer,
  type SignJwsOptions,
  signJws,
  type VerifyDidJwsOptions,
  verifyDidJws,
} from './did-jws.ts'
export { digestOf } from './digest.ts'
export { IdentityError, type IdentityErrorCode } from './errors.ts'
export { type PublicJwk, parsePublicJwk, thumbprintOf } from './jwk.ts'
export {
  createHeaderCache,
  type DecodeJwsOptions,
  decodeJws,
  type HeaderCache,
  type JwsHeader,
  type UnverifiedJws,
  type VerifyJwsOptions,
  verifyJws,
} from './jws.ts'
export {
  assertProvenFor,
  type ProvenTime,
  type ProveTimeOptions,
  proveTime,
  type TimeProofContext,
  type TimeProofVerifier,
} from './proven-time.ts'
export {
  generateSigner,
  type NewKeyOptions,
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
