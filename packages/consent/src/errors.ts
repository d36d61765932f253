import { CodedError } from '@fidecura/base'

export type ConsentErrorCode = TermsErrorCode | SourceErrorCode | BrandErrorCode

type TermsErrorCode =
  /** Not terms of version 1, or a member that is not known; `place` says which. */
  | 'terms_malformed'
  /** More rules, depth or list entries than the limits in terms.ts. */
  | 'terms_too_large'
  /** A table of codes with a cycle, a code twice or a parent that is not there. */
  | 'vocabulary_malformed'

type SourceErrorCode =
  /** Not a FHIR Consent, or an element that has not its type; `place` is a JSON Pointer, as in all of these. */
  | 'consent_source_malformed'
  /** Has elements of R4 and of R5, or of neither. */
  | 'consent_source_version_unclear'
  /** `status` is not `active`. */
  | 'consent_source_not_active'
  /** A `modifierExtension`: it changes the meaning of what it stands beside. FHIR R4 §2.4. */
  | 'consent_source_modifier'
  /** `implicitRules`: it cannot be read without them. FHIR R4 §2.26.3. */
  | 'consent_source_implicit_rules'
  /** A scope other than patient-privacy. */
  | 'consent_source_scope_unsupported'
  /** A category that makes a rule of its own, such as emergency only. */
  | 'consent_source_category_unsupported'
  /** Neither permit nor deny at its base: `policyRule` in R4, `decision` in R5. */
  | 'consent_source_base_missing'
  /** Refers to a policy elsewhere, which may restrict what is written here. */
  | 'consent_source_policy_external'
  /** A rule without `type` where R4 asks for one, or with one that contradicts the base. */
  | 'consent_source_rule_type'
  /** A permit inside a permit: it may be meant to add to it or to narrow it. */
  | 'consent_source_rule_ambiguous'
  /** An element beside the rules that this dialect does not know. */
  | 'consent_source_element_unknown'
  /** No permit in it can be understood, so nothing of what it wants to allow would be allowed. */
  | 'consent_source_unusable'

type BrandErrorCode =
  /** Not what `verifyStatementSet` returned. It does not survive cloning, storage or a second installed copy. */
  | 'statement_set_not_verified'
  /** Not what `requesterOf` returned. It does not survive cloning, storage or a second installed copy. */
  | 'requester_not_verified'

export class ConsentError extends CodedError<ConsentErrorCode> {}
