export type { Dialect, PcfDialect } from './dialect.ts'
export { fhirFromTerms } from './fhir-from-terms.ts'
export {
  type PcfExtension,
  type PcfResidualRule,
  type PcfTokenNames,
  type PcfTokenOptions,
  type PcfTokenRequest,
  pcfTokenExtension,
} from './pcf-token.ts'
export { policyAsWritten } from './policies.ts'
export { type ProvenanceOptions, provenanceOf } from './provenance.ts'
export type {
  ReferenceMap,
  SourceNote,
  SourceNoteCode,
  SourceReading,
} from './source.ts'
export { type TermsFromFhirOptions, termsFromFhir } from './terms-from-fhir.ts'
export {
  type ProvenanceReading,
  statementFromProvenance,
  type VerifyProvenanceOptions,
  verifyProvenance,
} from './verify-provenance.ts'
export type { FhirFromTermsOptions } from './write-dialects.ts'
