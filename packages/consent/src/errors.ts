import { CodedError } from '@fidecura/base'

/** What can be wrong with what patients state and registers attest. */
export type ConsentErrorCode =
  | TermsErrorCode
  | SourceErrorCode
  | BrandErrorCode
  | TokenErrorCode
  | StatementErrorCode
  | RegisterErrorCode
  | RequesterErrorCode
  | BreakGlassErrorCode
  | RepresentationErrorCode
  | FactsErrorCode
  | RequestErrorCode
  | DecisionErrorCode
  | ProvenanceErrorCode
  | ReceiptErrorCode

type TermsErrorCode =
  /** Not terms of version 1, or a member that is not known; `place` says which. */
  | 'terms_malformed'
  /** More rules, depth or list entries than the limits in terms.ts. */
  | 'terms_too_large'
  /** A table of codes with a cycle, a code twice or a parent that is not there. */
  | 'vocabulary_malformed'
  /** Not the name of a combiner; there is no default, for which of two statements wins is law. */
  | 'combiner_unknown'

type FactsErrorCode =
  /** Not facts of a custodian; `place` says which. */
  | 'facts_malformed'
  /** More facts than the limits of `createCustodianFacts`. */
  | 'facts_too_large'
  /** Made by hand, or copied: only `createCustodianFacts` makes them. */
  | 'facts_not_checked'
  /** A request for access that says something else than its type allows; `place` says where. */
  | 'access_request_malformed'

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
  /** Claims a profile and is not as that profile demands; or claims two, or another version of it. */
  | 'consent_source_profile_mismatch'
  /** Permits what the policy that it names denies. */
  | 'consent_source_policy_contradicted'
  /** A rule without `type` where R4 asks for one, or with one that contradicts the base. */
  | 'consent_source_rule_type'
  /** A permit inside a permit: it may be meant to add to it or to narrow it. */
  | 'consent_source_rule_ambiguous'
  /** An element beside the rules that this dialect does not know. */
  | 'consent_source_element_unknown'
  /** No permit in it can be understood, so nothing of what it wants to allow would be allowed. */
  | 'consent_source_unusable'
  /** Terms that the dialect asked for cannot say; `place` points into them. */
  | 'terms_not_in_dialect'

type BrandErrorCode =
  /** Not what `verifyStatementSet` returned. It does not survive cloning, storage or a second installed copy. */
  | 'statement_set_not_verified'
  /** Verified by what an archive knows; a decision needs a verifier of the present. */
  | 'statement_set_historic'
  /** A did:web or did:webvh in another spelling than the one that counts, so that no statement would be about it. */
  | 'did_not_canonical'
  /** Not what `requesterOf` returned. It does not survive cloning, storage or a second installed copy. */
  | 'requester_not_verified'

type TokenErrorCode =
  /** Not what a token of its type says, or more than is understood; `place` says which member. */
  | 'token_malformed'
  /** Signed, as it says, later than now. */
  | 'token_from_future'
  /** Not what the verifying function of its type returned; see `statement_set_not_verified`. */
  | 'token_not_verified'
  /** A key that is nobody's in this record: the identity is of another DID, key or record. */
  | 'signer_not_patient'
  /** A key that is not that of the role. */
  | 'signer_not_practitioner'
  /** Other bytes than those that were signed. */
  | 'entry_bytes_mismatch'
  /** The entry was made on the authority of another role. */
  | 'entry_role_mismatch'
  /** The confirmation is about another entry. */
  | 'confirmation_mismatch'
  /** An entry that answers no dispute of the entry that it names. */
  | 'amendment_mismatch'
  /** Disputed before, which nothing undoes but an amendment. */
  | 'entry_answered'
  /** More entries than may wait in one record. */
  | 'entry_inbox_full'
  /** A second signature is wanted, and none came. */
  | 'co_signature_missing'
  /** The second signature is about another act. */
  | 'co_signature_mismatch'
  /** Made with a key that the patient's identity does not name beside their own, or with their own. */
  | 'co_signer_not_named'
  /** What is shown is of another DID or key than signed, or of no role where a clinician is wanted. */
  | 'co_signer_not_proven'
  /** Whoever signed already, the patient, or the grantee as a witness. */
  | 'co_signer_not_distinct'

type StatementErrorCode =
  /** The text that was signed is not what the terms are written as. */
  | 'statement_text_mismatch'
  /** Allows more than the FHIR Consent that it was made from. */
  | 'statement_wider_than_source'
  /** Says of how the patient was identified otherwise than the identity does. */
  | 'statement_assurance_mismatch'
  /** The FHIR Consent is about a patient whom the map does not lead to this record. */
  | 'statement_subject_mismatch'

type RegisterErrorCode =
  /** Signed by, or meant for, another register. */
  | 'register_wrong'
  /** A trusted register that is named twice, or of which nobody said which keys count. */
  | 'register_malformed'
  /** This signer used this id for other content. */
  | 'statement_id_reused'
  /** Withdrawn before it came in. Only a newly signed one counts. */
  | 'statement_withdrawn'
  /** Signed long before it came in, or before the patient took something back or forbade it. Sign anew. */
  | 'statement_outdated'
  /** Takes the place of a statement that this record has not. */
  | 'superseded_missing'
  /** Takes the place of one that was taken back, or whose place another has. Start from the newest. */
  | 'superseded_ended'
  /**
   * A consent in the place of what forbids, about another party, by whoever did not give it, or from a later
   * instant on: take that one back instead.
   */
  | 'supersede_refused'
  /** Not a consent, or one that allows more or longer than the one whose place it would take. */
  | 'statement_not_narrower'
  /** A notice for somebody else, or an acknowledgement of nothing that its signer was to hear of. */
  | 'notice_mismatch'
  /** Names a statement about another record. */
  | 'withdrawal_mismatch'
  /**
   * Others than the patient take back consents that are registered, and nothing that forbids: else whoever
   * decides for a patient could open what the patient has closed.
   */
  | 'withdrawal_beyond_authority'
  /** More statements than a record, or one key in it, has room for. */
  | 'record_full'
  /** `unknown`: the register's clock was set back. */
  | 'register_clock_rolled_back'
  /** A receipt of something else. */
  | 'receipt_mismatch'
  /** A later word of this register about this record was seen before. */
  | 'word_rolled_back'
  /** Words of as many records were seen as this memory holds; to forget one would let an old one pass. */
  | 'word_state_full'
  /** Two words of this register about this record cannot both be true; `WordState.contradictions` keeps them. */
  | 'register_equivocates'
  /** Two words that can both be true. */
  | 'words_agree'
  /** A statement that the word names is missing. */
  | 'statement_set_incomplete'
  /** A statement that the word does not name, or one that is there twice. */
  | 'statement_set_extra'
  /** The word says otherwise of a statement than the statement itself. */
  | 'statement_set_mismatch'

type RequesterErrorCode =
  /** No role among what was presented. */
  | 'requester_role_missing'
  /** More than one role: a person acts in one. */
  | 'requester_role_ambiguous'

type RepresentationErrorCode =
  /** No rules about age were given, without which nobody signs for a patient. */
  | 'representation_not_accepted'
  /** What is shown is of another representative, key, patient or basis than the act speaks of. */
  | 'representation_mismatch'
  /** A power, a purpose or data that guardianship or mandate do not name; or a condition in words. */
  | 'representation_beyond_power'
  /** The authority ended before, by age or date. */
  | 'authority_ended'
  /** A representative would permit themself to read. */
  | 'representative_is_grantee'
  /** The patient's identity shows no date of birth, and it matters. */
  | 'birth_date_missing'
  /** A minor, about something that minors do not decide on alone. */
  | 'patient_not_of_age'
  /** Fewer guardians than must agree. */
  | 'guardians_missing'
  /** Guardians that are not shown to be different persons. */
  | 'guardians_not_distinct'
  /** Agrees to something else, or as somebody else. */
  | 'agreement_mismatch'
  /** Two signatures at a desk that are not of two people. */
  | 'desk_not_two_people'
  /** Ratifies something else, or what needs no ratification. */
  | 'ratification_mismatch'

type BreakGlassErrorCode =
  /** No rule of the jurisdiction allows emergency access. */
  | 'break_glass_forbidden'
  /** For another audience, or in answer to another nonce. */
  | 'break_glass_mismatch'
  /** Signed too long ago, or over. */
  | 'break_glass_expired'
  /** A reason that the rules do not know. */
  | 'break_glass_reason_refused'
  /** For longer than the rules allow. */
  | 'break_glass_too_long'
  /** Taken before. */
  | 'break_glass_replayed'
  /** `unknown`: it could not be written down, so it is not used. */
  | 'break_glass_unrecorded'
  /** `unknown`: the patient could not be told. */
  | 'notice_failed'

type RequestErrorCode =
  /** Can no longer be answered, or not yet. */
  | 'request_expired'
  /** Made for another DID, or for who opened another link. */
  | 'request_audience_wrong'
  /** Delivered by somebody else than the platform that signed it. */
  | 'request_relayed'
  /** About data of somebody who, as far as the patient's side knows, keeps none of the patient, or of another register. */
  | 'request_custodian_unknown'
  /** Asks for somebody who is neither the signer nor whom the signer's role is with. */
  | 'request_grantee_wrong'
  /** Signed by somebody else, or with another key, than the evidence is about. */
  | 'signer_not_requester'
  /** Whoever asks hides their name. */
  | 'requester_name_missing'
  /** The patient answered it before. */
  | 'request_answered'
  /** `unknown`: what remembers the answers cannot tell. */
  | 'request_store_failed'
  /** Allows more than was asked for. */
  | 'statement_wider_than_request'
  /** A statement or refusal that does not answer this request. */
  | 'request_answer_mismatch'
  /** Another notice than the request names. */
  | 'request_notice_mismatch'

type DecisionErrorCode =
  /** Not rules of a jurisdiction, or not what `createJurisdiction` returned; `place` says which member. */
  | 'jurisdiction_malformed'
  /** Nothing is applied to what may not be released. */
  | 'decision_not_permit'
  /** Not what `decide` returned: made by hand, or a copy. It does not survive cloning, storage or a second installed copy. */
  | 'decision_not_made'
  /** `unknown`: made too long before the act, or after it; decide again. */
  | 'decision_stale'
  /** The time for which the glass was broken is over. */
  | 'emergency_over'
  /** An obligation that is not known. */
  | 'obligation_unknown'
  /** Neither a FHIR resource nor a Bundle of type searchset, collection or document; or more entries than the limit. */
  | 'fhir_bundle_malformed'
  /** Holds what is not shown to be about the patient. */
  | 'fhir_patient_mismatch'
  /** Holds what was not asked for, so that nobody decided upon it. */
  | 'fhir_beyond_request'
  /** A document of which something would have to be left out. */
  | 'fhir_document_indivisible'

type ReceiptErrorCode =
  /** Not all the QR codes of one receipt, or something else among them. */
  | 'receipt_code_malformed'
  /** More than QR codes hold. */
  | 'receipt_too_long'

type ProvenanceErrorCode =
  /** Not a FHIR Provenance with one signature of a statement; `place` is a JSON Pointer. */
  | 'provenance_malformed'
  /** Says of who signed, or when, otherwise than the statement does. */
  | 'provenance_mismatch'
  /** The statement was made from another Consent, or from none. */
  | 'provenance_target_mismatch'

/** What the functions of this package throw, beside what they name of the layers below. */
export class ConsentError extends CodedError<ConsentErrorCode> {
  static override readonly name = 'ConsentError'
}
