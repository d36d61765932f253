export type { EthrJwtAlgorithm } from './jwt/decode-ethr-jwt.ts'
export { type SignEs256k, type SignEthrJwtOptions, signEthrJwt } from './jwt/sign-ethr-jwt.ts'
export {
  type EthrJwtRelationship,
  type EthrJwtVerification,
  type VerifyEthrJwtOptions,
  verifyEthrJwt,
} from './jwt/verify-ethr-jwt.ts'
