import type { CredentialErrorCode } from '@fidecura/credentials'

/**
 * Codes that a check of a credential or of a presentation ends with. What throws says it in a message of its own; a
 * check has a code alone.
 */
type VerdictCode = Exclude<
  Extract<
    CredentialErrorCode,
    | `${'authority' | 'bundle' | 'credential' | 'disclosure' | 'holder' | 'issuer'}_${string}`
    | `${'jws' | 'licence' | 'presentation' | 'replay' | 'status' | 'did'}_${string}`
    | 'check_not_made'
    | 'digest_algorithm_unsupported'
    | 'key_not_found'
    | 'key_relationship_wrong'
    | 'representation_refused'
    | 'signing_time_unproven'
  >,
  | `${'did_log' | 'status_notice' | 'status_subscription' | 'bundle_delta'}_${string}`
  // Only issuers have these.
  | 'status_change_refused'
  | 'status_index_taken'
  | 'status_index_unknown'
  | 'status_list_full'
  | 'status_list_size_wrong'
>

export const englishVerdictErrors: Readonly<Record<VerdictCode, string>> = {
  credential_malformed: 'Not a credential as its format wants it',
  credential_format_unsupported: 'A format of credentials that is not known here',
  credential_schema_unsupported: 'It names a schema that cannot be checked',
  credential_schema_violated: 'It does not follow the schema that it names',
  credential_schema_mismatch: 'The schema is not the one that it names',
  credential_claims_invalid: 'What it says does not follow the rules of its type',
  credential_type_unexpected: 'It is of another type than was asked for',
  credential_not_yet_valid: 'It is not valid yet',
  credential_expired: 'It has expired',
  credential_not_verified: 'It was not verified',
  credential_historic: 'It was verified for the past alone',
  credential_issuer_untrusted: 'Its issuer is nobody whom you trust, and no chain leads to one',
  credential_not_issued: 'Its issuer has issued none of this number',
  disclosure_malformed: 'What it discloses is not written as it must be',
  disclosure_unreferenced: 'It discloses something that is not part of it',
  disclosure_duplicate: 'It discloses something twice',
  disclosure_forbidden: 'It hides something that must always be seen',
  disclosure_not_found: 'It has nothing of what was to be disclosed',
  digest_algorithm_unsupported: 'It uses digests that are not known here',
  holder_binding_missing: 'It is not bound to a key of its holder',
  holder_binding_invalid: 'Its holder’s key did not sign this',
  holder_binding_hash_mismatch: 'Its holder signed something else',
  holder_binding_expired: 'Its holder signed too long ago, or in the future',
  holder_key_mismatch: 'Another key than that of its holder',
  holder_unresolvable: 'The keys of whoever presents could not be found',
  presentation_malformed: 'Not a presentation as it must be written',
  presentation_audience_wrong: 'It was presented to somebody else',
  presentation_nonce_wrong: 'It was presented for another request',
  presentation_replayed: 'It was presented here before',
  presentation_holders_differ: 'The credentials are of different holders',
  replay_store_failed: 'Nobody can tell whether it was presented here before',
  representation_refused: 'Whoever presents may not act for its subject',
  check_not_made: 'Not checked, since a check before it did not pass',
  issuer_unresolvable: 'The keys of its issuer could not be found',
  signing_time_unproven: 'Only its signer says when it was signed',
  authority_missing: 'The chain lacks its issuer’s permission to issue',
  authority_type_not_granted: 'Its issuer may not issue this type',
  authority_value_not_granted: 'Its issuer may not grant something that it names',
  authority_depth_exceeded: 'The chain is longer than was allowed',
  authority_widened: 'A permission in the chain grants more than the one above it',
  authority_cycle: 'The chain leads back to itself',
  authority_malformed: 'A permission in the chain is not written as it must be',
  authority_too_large: 'More permissions than are looked through',
  authority_unreachable: 'A permission of the chain is missing, and could not be fetched',
  authority_key_not_pinned: 'Signed with a key that the permission of its issuer does not list',
  licence_missing: 'The licence that the role rests on did not come along',
  licence_mismatch: 'The licence is not the one that the role rests on',
  status_type_unsupported: 'It has its status where nobody here can look',
  status_missing: 'It has no status, and must have one',
  status_unreachable: 'Its status list could not be fetched',
  status_not_configured: 'Nothing says where status lists come from',
  status_list_malformed: 'Its status list is not written as it must be',
  status_list_too_large: 'Its status list is larger than is read here',
  status_list_not_found: 'There is no such status list',
  status_url_refused: 'Its status list lies where nothing is fetched from',
  status_list_not_yet_valid: 'Its status list is not valid yet',
  status_list_untrusted: 'Its status list is signed by somebody who may not',
  status_list_mismatch: 'The status list is another one than it names',
  status_list_stale: 'Its status list is too old',
  status_list_older: 'A newer one of its status list was seen here before',
  status_list_too_short: 'Its status list is too short to hide anybody in',
  status_index_out_of_range: 'Its place is not in the status list',
  status_purpose_mismatch: 'The status list is for another purpose',
  status_value_undefined: 'Its status is a value that nobody has defined',
  status_suspended: 'It is suspended',
  status_revoked: 'It is revoked',
  status_message: 'Its issuer has a message about it, which a person must read',
  status_history_unavailable: 'Its status of the past is not known',
  status_history_malformed: 'The history of its status is not written as it must be',
  status_history_mismatch: 'Its status list and the history of it contradict each other',
  bundle_malformed: 'Not a trust bundle',
  bundle_untrusted: 'The trust bundle is not signed by whom you named',
  bundle_rolled_back: 'A newer trust bundle was in use here before',
  bundle_clock_rolled_back: 'The clock is behind what it showed here before',
  bundle_member_missing: 'The trust bundle lacks something that this needs',
  bundle_member_stale: 'Something that this needs is too old in the trust bundle',
  bundle_state_failed: 'Nobody can tell which trust bundle was in use here before',
  did_malformed: 'It names somebody by what is no DID',
  did_url_malformed: 'It names a key by what is no DID URL',
  did_method_unsupported: 'A kind of DID that is not known here',
  did_not_found: 'There is no such DID',
  did_unreachable: 'A DID could not be looked up',
  did_deactivated: 'A DID in it has been given up',
  did_document_malformed: 'The document of a DID is not written as it must be',
  did_document_mismatch: 'The document is that of another DID',
  did_history_unknown: 'Which keys a DID had then is not known',
  did_version_not_found: 'A DID has no such version, or had none yet',
  key_not_found: 'The document of its signer does not list the key',
  key_relationship_wrong: 'Signed with a key that is for something else',
  jws_malformed: 'What was signed is not written as it must be',
  jws_too_large: 'More was signed than is read here',
  jws_header_unsupported: 'It was signed in a way that is not known here',
  jws_type_wrong: 'What was signed is something else',
  jws_algorithm_wrong: 'It was not signed as the key signs',
  jws_issuer_mismatch: 'The key that signed it is not one of its issuer',
  jws_signature_invalid: 'The signature is wrong: it was altered, or somebody else signed it',
}
