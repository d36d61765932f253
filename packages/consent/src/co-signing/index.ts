export {
  type AgreedSignature,
  type AttestingAs,
  type VerifiedAgreedSignature,
  type VerifyAgreedSignatureOptions,
  verifyAgreedSignature,
} from '../agreed-signature.ts'
export { assertSignedBeside, type SignsBeside } from '../second-signature.ts'
