import { CodedError } from '@fidecura/base'

export type IdentityErrorCode =
  /** Not a DID: DID Core §3.1; or longer than 2,048 characters. */
  | 'did_malformed'
  /** Not an absolute DID URL with a fragment, and nothing else. DID Core §3.2. */
  | 'did_url_malformed'
  /** No method of that name was given to the resolver. */
  | 'did_method_unsupported'
  /** Looked for and not there. */
  | 'did_not_found'
  /** `unknown`: the network, not the DID. */
  | 'did_unreachable'
  | 'did_deactivated'
  | 'did_document_malformed'
  /** The document is that of another DID. */
  | 'did_document_mismatch'
  /** `unknown`: the method keeps no history and the document is younger than the instant asked about. */
  | 'did_history_unknown'
  | 'key_not_found'
  /** The key is the DID's, but not for this use. DID Core §5.3. */
  | 'key_relationship_wrong'
  | 'key_type_unsupported'
  /** Whoever accredited the DID named its keys, and this one is not among them. */
  | 'key_not_pinned'
  /** Not a public key of a registered algorithm, or one that carries private members. RFC 7517, RFC 8037. */
  | 'jwk_malformed'
  /** Not three canonical base64url segments with a JSON header. RFC 7515 §7.1. */
  | 'jws_malformed'
  | 'jws_too_large'
  /** `crit`, `b64`, or a header that brings its own key: `jwk`, `jku`, `x5u`. RFC 7515 §4.1. */
  | 'jws_header_unsupported'
  | 'jws_type_wrong'
  /** Not in the table, or not that of the key. RFC 8725 §3.1. */
  | 'jws_algorithm_wrong'
  /** The key id is missing or of another DID than the payload names. */
  | 'jws_issuer_mismatch'
  | 'jws_signature_invalid'
  /** `unknown`: the key store did not sign. */
  | 'signer_failed'
  | 'key_file_malformed'
  | 'key_file_exists'
  | 'key_file_not_found'
  /** Others than its owner may read or write it. */
  | 'key_file_permissions'
  | 'key_file_passphrase_wrong'
  /** Under eight characters. */
  | 'key_file_passphrase_weak'
  | 'time_proof_invalid'
  /** The proof is about something else. */
  | 'time_proof_mismatch'
  /** Pass the value that `proveTime` returned; copies of it prove nothing. */
  | 'time_not_proven'

export class IdentityError extends CodedError<IdentityErrorCode> {}
