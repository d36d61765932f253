export { type Cryptosuite, suiteDigest } from './data-integrity/cryptosuite.ts'
export { ecdsaJcs2019, eddsaJcs2022 } from './data-integrity/jcs-suites.ts'
export type { DataIntegrityProof, ProofPurpose } from './data-integrity/parse-proof.ts'
export {
  parseSecuredDocument,
  type SecuredDocument,
  verifyProofSignature,
} from './data-integrity/secured-document.ts'
export { type SignDocumentOptions, signDocument } from './data-integrity/sign-document.ts'
