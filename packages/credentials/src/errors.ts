import { type BaseErrorCode, CodedError } from '@fidecura/base'
import type { IdentityErrorCode } from '@fidecura/identity'
import type { SwitchErrorCode } from './switch-error-codes.ts'

/**
 * A verifier gives the most specific reason, which may be one of the packages below: of the issuer's
 * DID (`did_…`, `key_…`), its signature (`jws_…`), or the JSON in it (`json_…`).
 */
export type CredentialErrorCode =
  | FormatErrorCode
  | VerificationErrorCode
  | StatusErrorCode
  | IssuingErrorCode
  | BundleErrorCode
  | RecoveryErrorCode
  | SwitchErrorCode
  | TypeErrorCode
  | IdentityErrorCode
  | BaseErrorCode

type FormatErrorCode =
  /** Not a credential of the format that its header names; `place` says which member. */
  | 'credential_malformed'
  /** Neither `vc+jwt` nor `dc+sd-jwt`, nor a format that the verifier was given. */
  | 'credential_format_unsupported'
  /** `unknown`: names a schema, and none is ever fetched, so its claims cannot be checked against it. */
  | 'credential_schema_unsupported'
  /** Claims of one of our own types that do not follow its schema; `place` says which member. */
  | 'credential_claims_invalid'
  /** Not `[salt, name, value]` or `[salt, value]` in canonical base64url. RFC 9901 §4.2. */
  | 'disclosure_malformed'
  /** A disclosure that no digest refers to. RFC 9901 §7.1. */
  | 'disclosure_unreferenced'
  /** One digest or claim name twice, or a disclosed claim beside an open one of its name. RFC 9901 §7.1. */
  | 'disclosure_duplicate'
  /** A disclosure for a claim that must always be seen (iss, vct, cnf, nbf, exp, status …), or named `_sd` or `...`. */
  | 'disclosure_forbidden'
  /** A pointer to a claim that the credential does not have. */
  | 'disclosure_not_found'
  /** `_sd_alg` is not sha-256. RFC 9901 §4.1.1. */
  | 'digest_algorithm_unsupported'
  /** Bearer use of a credential that must be presented by its holder. */
  | 'holder_binding_missing'
  /** Key binding that is not a proper `kb+jwt` or that the holder's key did not sign. RFC 9901 §7.3. */
  | 'holder_binding_invalid'
  /** The signer or presenter does not hold the key in `cnf`. */
  | 'holder_key_mismatch'
  /** `sd_hash` is of other bytes than those presented. RFC 9901 §4.3.1. */
  | 'holder_binding_hash_mismatch'
  /** Key binding made too long ago, or in the future. */
  | 'holder_binding_expired'
  /** Made for another audience than this verifier. */
  | 'presentation_audience_wrong'
  /** Signs another nonce than the one that was asked for. */
  | 'presentation_nonce_wrong'

type VerificationErrorCode =
  /** `unknown`: a check was not reached, because one before it was refused. */
  | 'check_not_made'
  /** `at` lies after `now`, or before it where only the present counts. */
  | 'instant_refused'
  /** Another type than the caller expects. */
  | 'credential_type_unexpected'
  /** `at` lies before its period. */
  | 'credential_not_yet_valid'
  /** `at` lies after its period; the end is exclusive. */
  | 'credential_expired'
  /** Not a value that a verifying function of this copy returned: verify again from the stored bytes. */
  | 'credential_not_verified'
  /** Verified as of the past, which no gate accepts. */
  | 'credential_historic'
  /**
   * Neither a root nor accredited by one in the chain given. Most often no chain was given: pass the
   * accreditations that lead from a root to the issuer as `chain`.
   */
  | 'credential_issuer_untrusted'
  /** `unknown`: the issuer's DID could not be resolved. */
  | 'issuer_unresolvable'
  /** Not a presentation, or one with too many credentials; `place` says where. */
  | 'presentation_malformed'
  /** This nonce was accepted before. */
  | 'presentation_replayed'
  /** `unknown`: the replay store did not answer, so nothing is accepted. */
  | 'replay_store_failed'
  /** Credentials of one presentation bound to different keys, or about another than who signed it. */
  | 'presentation_holders_differ'
  /** `unknown`: the DID of whoever presents could not be resolved. */
  | 'holder_unresolvable'
  /** Presents for somebody else, and not as their guardian or proxy with the power asked for. */
  | 'representation_refused'
  /** No accreditation of the issuer in the chain given. */
  | 'authority_missing'
  /** An accreditation on the way does not grant a type of the credential. */
  | 'authority_type_not_granted'
  /** An accreditation on the way does not grant an organisation, speciality or purpose. */
  | 'authority_value_not_granted'
  /** More accreditations below one than it allows. */
  | 'authority_depth_exceeded'
  /** An accreditation grants more than the one it hangs below. */
  | 'authority_widened'
  /** Accreditations that lead back to themselves. */
  | 'authority_cycle'
  /** Not an accreditation that can be read. */
  | 'authority_malformed'
  /** More accreditations than the limit. */
  | 'authority_too_large'
  /** The issuer signed with a key that its accreditation does not name. */
  | 'authority_key_not_pinned'
  /** `unknown`: an accreditation is missing, and who may have it did not answer. */
  | 'authority_unreachable'
  /** A role without the licence that it names. */
  | 'licence_missing'
  /** A role with another licence, or with that of another person. */
  | 'licence_mismatch'

type StatusErrorCode =
  /** A status mechanism or entry size that is not understood, so it cannot be checked. */
  | 'status_type_unsupported'
  /** A type that requires a status entry has none. */
  | 'status_missing'
  /** `unknown`: no status list could be fetched. */
  | 'status_unreachable'
  /** `unknown`: the credential has a status entry, the verifier has no source. */
  | 'status_not_configured'
  /** Not a status list; `place` says which member. */
  | 'status_list_malformed'
  /** More bytes than the limit; what a list unpacks to is `status_list_malformed`. */
  | 'status_list_too_large'
  /** The server says that there is no such list. */
  | 'status_list_not_found'
  /** Not an https URL of a public address, or one that redirects. */
  | 'status_url_refused'
  /** Made in the future, or not in force yet. */
  | 'status_list_not_yet_valid'
  /** Signed by neither the issuer nor a status authority that it accredits. */
  | 'status_list_untrusted'
  /** The list says that it is another one than the entry names. */
  | 'status_list_mismatch'
  /** `unknown`: older than the caller allows. */
  | 'status_list_stale'
  /** Older than one already seen: rolled back. */
  | 'status_list_older'
  /** Fewer than 131,072 entries, too few to hide among. Bitstring Status List 1.0 §6.1. */
  | 'status_list_too_short'
  /** The list has fewer entries. */
  | 'status_index_out_of_range'
  /** The list is for another purpose than the entry. Bitstring Status List 1.0 §3.2. */
  | 'status_purpose_mismatch'
  /** A value that the list does not define. */
  | 'status_value_undefined'
  /** Suspended by its issuer at the instant asked about. */
  | 'status_suspended'
  /** Revoked by its issuer at the instant asked about. */
  | 'status_revoked'
  /** `unknown`: a status message of the issuer applies, which a person must read and judge. */
  | 'status_message'
  /** `unknown`: no dated history, so nothing can be said about the past. */
  | 'status_history_unavailable'
  /** Not a status history; `place` says which member. */
  | 'status_history_malformed'
  /** List and history contradict each other. */
  | 'status_history_mismatch'
  /** `unknown`: key or credential went bad, and only the signer says that the act came before. */
  | 'signing_time_unproven'

type IssuingErrorCode =
  /** The issuer keeps no credential of this id on this list. */
  | 'credential_not_issued'
  /** Other bytes under an issuer and id that were used. */
  | 'issued_conflict'
  /** Every index of the status list was drawn. */
  | 'status_list_full'
  /** Another size than the status list began with, or no size. */
  | 'status_list_size_wrong'
  /** An index that was not drawn. */
  | 'status_index_unknown'
  /** The index of another credential. */
  | 'status_index_taken'
  /** Undoes a revocation, or says what a status history cannot. */
  | 'status_change_refused'

type BundleErrorCode =
  /** Not a trust bundle; `place` says which member. */
  | 'bundle_malformed'
  /** Not signed by the pinned signer. */
  | 'bundle_untrusted'
  /** A delta that does not follow on what it was given with. */
  | 'bundle_delta_mismatch'
  /** A lower sequence than one already opened. */
  | 'bundle_rolled_back'
  /** The clock stands before an instant already seen. */
  | 'bundle_clock_rolled_back'
  /** `unknown`: the bundle does not carry what was asked of it. */
  | 'bundle_member_missing'
  /** `unknown`: what the bundle carries of it is too old. */
  | 'bundle_member_stale'
  /** `unknown`: the marks against rolling back could not be read or written, so nothing is opened. */
  | 'bundle_state_failed'

type RecoveryErrorCode =
  /** Another guardian, key or ward, or a power that the guardianship does not name. */
  | 'guardian_mismatch'
  /** Not a request, approval, objection or receipt of this version; `place` says which member. */
  | 'recovery_malformed'
  /** Signed too long ago, later than now, or reaching back before the identity; `place` says which. */
  | 'recovery_time_wrong'
  /** This desk issued no such identity, or one of another record or DID. */
  | 'recovery_identity_mismatch'
  /** The identity was revoked or has expired, or another recovery is retiring it. */
  | 'recovery_identity_ended'
  /**
   * The identity is suspended, so its key neither hands it on nor objects; if for another reason than
   * `key_lost` or `key_stolen`, nobody but the desk does.
   */
  | 'recovery_identity_suspended'
  /** Not the one approval that this way needs, or not those of two people. */
  | 'recovery_approval_missing'
  /** Signed by somebody who may not: another key, organisation or purpose. */
  | 'recovery_approver_refused'
  /** Two approvals of one person, or of one key. */
  | 'recovery_approver_twice'
  /** The new key is not new: retired, the recovery key, or an approver's. */
  | 'recovery_key_not_new'
  /** This way may not put another recovery key, or other passkeys, in the place of what there is. */
  | 'recovery_key_fixed'
  /**
   * The DID is, or was, that of another record here, too: as a new one it is refused, and what it has
   * elsewhere is handed on to nobody by a recovery.
   */
  | 'recovery_did_shared'
  /** More attempts on this way within a day than a patient should be told of. */
  | 'recovery_too_many'
  /** The id stands for another request. */
  | 'recovery_id_reused'
  /** `unknown`: nobody could be told, so nothing was opened. */
  | 'recovery_notice_failed'
  /** No attempt of this id. */
  | 'recovery_not_found'
  /** Objected to, replaced by a newer attempt, or overtaken by another. */
  | 'recovery_closed'
  /** The delay is not over. */
  | 'recovery_too_early'
  /** `unknown`: the clock was further on before. */
  | 'recovery_clock_rolled_back'
  /** A delay shorter than an hour. */
  | 'recovery_delay_refused'
  /** A receipt of another desk than the platform has named, or about another successor. */
  | 'recovery_receipt_mismatch'

type TypeErrorCode =
  /** Not an identifier of the form that its system gives. */
  | 'identifier_malformed'
  /** Not a resource of the type that it is read as; `place` says which member. */
  | 'fhir_malformed'
  /** Something in a resource that claims of ours cannot say, or that it does not say; `place` says which. */
  | 'fhir_not_mappable'
  /** A resource with a modifier that is not understood, so that all of it may mean something else. */
  | 'fhir_modifier_unknown'
  /** A resource of more levels or values than are read. */
  | 'fhir_too_large'
  /** Claims that do not follow the schema which the credential names. */
  | 'credential_schema_violated'
  /** Another schema than the one that the credential names by its digest. */
  | 'credential_schema_mismatch'
  /** Not a document of type metadata, or of another type; `place` says which member. */
  | 'type_metadata_malformed'
  /** Type metadata other than that which the credential or the extending type names by its digest. */
  | 'type_metadata_mismatch'
  /** Types that extend one another in a circle, or too many of them. */
  | 'type_metadata_circular'
  /** A type that makes optional, or differently hidden, what the type that it extends does not leave open. */
  | 'type_metadata_widened'
  /** `unknown`: no type metadata of this type is known, or it could not be fetched. */
  | 'type_metadata_unavailable'

/** What the functions of this package throw, beside what they name of the layers below. */
export class CredentialError extends CodedError<CredentialErrorCode> {
  static override readonly name = 'CredentialError'
}
