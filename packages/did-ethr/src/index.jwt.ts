export {
  type CreateEthrJwtOptions,
  createEthrJwt,
  type SignEs256k,
} from './jwt/create-ethr-jwt.ts'
export type { EthrJwtAlgorithm } from './jwt/decode-ethr-jwt.ts'
export {
  type EthrJwtRelationship,
  type EthrJwtVerification,
  type VerifyEthrJwtOptions,
  verifyEthrJwt,
} from './jwt/verify-ethr-jwt.ts'
