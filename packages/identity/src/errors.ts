import { CodedError, type CodedErrorOptions, type EpochSeconds } from '@fidecura/base'

/** What can be wrong with keys, signatures, DIDs and their documents. */
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
  /** Its controller has given it up. DID Core §7.1.3. */
  | 'did_deactivated'
  /** Not a DID document; `place` says which member. DID Core §5. */
  | 'did_document_malformed'
  /** The document is that of another DID. */
  | 'did_document_mismatch'
  /** `unknown`: the method keeps no history and the document is younger than the instant asked about. */
  | 'did_history_unknown'
  /** The DID has no such version, or had none yet at the instant asked about. DID Core §7.1. */
  | 'did_version_not_found'
  /** Not a log of entries as the method defines them; `place` says where, the entry first. did:webvh 1.0 §3.5. */
  | 'did_log_malformed'
  /** More bytes, entries or proofs than the limit. */
  | 'did_log_too_large'
  /** A parameter that the entry may not set so. did:webvh 1.0 §3.7.1. */
  | 'did_log_parameter_wrong'
  /** The identifier is not the digest of the first entry, or changes on the way. did:webvh 1.0 §3.7.3. */
  | 'did_log_scid_wrong'
  /** The entry is not the one that its version id names, or does not follow the one before. did:webvh 1.0 §3.7.4. */
  | 'did_log_hash_wrong'
  /** Not later than the entry before, or in the future. did:webvh 1.0 §3.6.2. */
  | 'did_log_time_wrong'
  /** Signed by a key that could not change the DID then, or rotated to one not committed to. did:webvh 1.0 §3.7.5, §3.7.7. */
  | 'did_log_key_unauthorized'
  /** A proof that is not of this kind, or does not prove the entry. did:webvh 1.0 §3.6.2. */
  | 'did_log_proof_invalid'
  /** Moved to another place without the right to, or without saying where from. did:webvh 1.0 §3.7.6. */
  | 'did_log_move_refused'
  /** Shorter than, or other than, the log that was seen before: an entry was taken back. */
  | 'did_log_rolled_back'
  /** An entry after the one that deactivated the DID. did:webvh 1.0 §3.6.4. */
  | 'did_log_after_end'
  /** Fewer witnesses vouch for an entry than its threshold asks for. did:webvh 1.0 §3.7.8. */
  | 'did_log_witnesses_missing'
  /** The document has no key of that id. */
  | 'key_not_found'
  /** The key is the DID's, but not for this use. DID Core §5.3. */
  | 'key_relationship_wrong'
  /** A key of a type or curve that is not taken. */
  | 'key_type_unsupported'
  /** Whoever accredited the DID named its keys, and this one is not among them. */
  | 'key_not_pinned'
  /** Not a Data Integrity proof that is understood, or not beside a document as it must be; `place` says where. Data Integrity 1.0 §2.1. */
  | 'proof_malformed'
  /** A cryptosuite that the verifier was not given. */
  | 'proof_suite_unsupported'
  /** The key did not sign this document by this proof. */
  | 'proof_invalid'
  /** Not a public key of a registered algorithm, or one that carries private members. RFC 7517, RFC 8037. */
  | 'jwk_malformed'
  /** Not three canonical base64url segments with a JSON header. RFC 7515 §7.1. */
  | 'jws_malformed'
  /** More bytes than the limit. */
  | 'jws_too_large'
  /** `crit`, `b64`, or a header that brings its own key: `jwk`, `jku`, `x5u`. RFC 7515 §4.1. */
  | 'jws_header_unsupported'
  /** Another `typ` than the one asked for. RFC 8725 §3.11. */
  | 'jws_type_wrong'
  /** Not in the table, or not that of the key. RFC 8725 §3.1. */
  | 'jws_algorithm_wrong'
  /** The key id is missing or of another DID than the payload names. */
  | 'jws_issuer_mismatch'
  /** The key did not sign these bytes. */
  | 'jws_signature_invalid'
  /** The key was locked. `unknown`: the key store did not sign. */
  | 'signer_failed'
  /** Not a key file of this version, or a damaged one. */
  | 'key_file_malformed'
  /** There is a file already, and none is ever overwritten. */
  | 'key_file_exists'
  /** No such file, or no such folder. */
  | 'key_file_not_found'
  /** Others than its owner may read or write it. */
  | 'key_file_permissions'
  /** Not the passphrase of this file. */
  | 'key_file_passphrase_wrong'
  /** Under eight characters. */
  | 'key_file_passphrase_weak'
  /** `unknown`: no IndexedDB or Web Crypto here, such as in some private windows, or it failed. */
  | 'browser_storage_unavailable'
  /** Never made in this browser, deleted, or evicted with the rest of the site's storage. */
  | 'browser_key_not_found'
  /** The slot is taken, and none is ever overwritten. */
  | 'browser_key_exists'
  /** Not what was written into the database: damaged, or tampered with. */
  | 'browser_key_malformed'
  /** Under six characters, one character repeated, or a run such as 123456. */
  | 'browser_key_pin_weak'
  /** Not a text, or one with half a character in it. Not counted as a guess. */
  | 'browser_key_pin_malformed'
  /** Not the PIN of this key. */
  | 'browser_key_pin_wrong'
  /** Too many wrong PINs; `until` says when the next may be tried, and is undefined if never. */
  | 'browser_key_locked'
  /** The key was given no PIN, or no passkey, to be opened with. */
  | 'browser_key_unlock_missing'
  /** No WebAuthn here, or a passkey that yields no secret: WebAuthn Level 3 §10.1.4. */
  | 'browser_passkey_unavailable'
  /** `unknown`: the person or the authenticator declined, or did not verify who it was. */
  | 'browser_passkey_refused'
  /** Not a backup of this version, or a damaged one. */
  | 'backup_malformed'
  /** More bytes or items than the limit. */
  | 'backup_too_large'
  /** Under twelve characters. */
  | 'backup_passphrase_weak'
  /** Not the passphrase of this backup. */
  | 'backup_passphrase_wrong'
  /** Something in it looks like a private key; `place` says which item. Keys are never backed up. */
  | 'backup_holds_key'
  /** The proof names an instant that is yet to come. */
  | 'time_proof_invalid'
  /** The proof is about something else. */
  | 'time_proof_mismatch'
  /** Pass the value that `proveTime` returned; copies of it prove nothing. */
  | 'time_not_proven'
  /** Not a challenge or an answer to one, of this version; `place` says which member. */
  | 'sign_in_malformed'
  /** Of, or signed on, another origin: a page passes on the challenge of another. */
  | 'sign_in_origin_wrong'
  /** For another platform or tenant. */
  | 'sign_in_audience_wrong'
  /** The answer to another challenge. */
  | 'sign_in_nonce_wrong'
  /** The challenge is no longer open. */
  | 'sign_in_expired'
  /** Signed before the challenge or later than now, or with another end. */
  | 'sign_in_time_wrong'
  /** Accepted before. */
  | 'sign_in_replayed'
  /** Pass the value that `verifySignIn` returned; copies of it prove nothing. */
  | 'sign_in_not_verified'
  /** The account went on to another DID. */
  | 'sign_in_did_retired'
  /** `unknown`: the store of nonces or accounts gave no answer. */
  | 'sign_in_store_failed'
  /** The old key names another DID than the one that has signed in. */
  | 'succession_mismatch'
  /** There is no account to hand on, or its new DID has one of its own. */
  | 'succession_refused'
  /** Not a question to a passkey, a key or an answer as WebAuthn L3 defines it; `place` says which member. */
  | 'passkey_malformed'
  /** Another passkey answered than was asked. */
  | 'passkey_credential_wrong'
  /** Collected for something else than an assertion, such as a registration. WebAuthn L3 §7.2. */
  | 'passkey_type_wrong'
  /** The answer to another challenge: another purpose, digest or nonce. */
  | 'passkey_challenge_wrong'
  /** Answered on a page that was not named. WebAuthn L3 §13.4.9. */
  | 'passkey_origin_wrong'
  /** Answered in a frame within the page of another origin. WebAuthn L3 §13.4.2. */
  | 'passkey_cross_origin'
  /** Answered for another domain. */
  | 'passkey_rp_wrong'
  /** The authenticator saw no sign of a person. WebAuthn L3 §6.1, UP. */
  | 'passkey_user_absent'
  /** The authenticator did not recognise its user. WebAuthn L3 §6.1, UV. */
  | 'passkey_user_unverified'
  /** Backed up though it cannot be, or not as the caller knows the key. WebAuthn L3 §6.1.3. */
  | 'passkey_backup_wrong'
  /** Attested data or extensions that nobody asked for. WebAuthn L3 §6.1. */
  | 'passkey_data_unexpected'
  /** The key did not sign these bytes, or not in the one spelling. WebAuthn L3 §6.5.5. */
  | 'passkey_signature_invalid'
  /** Pass the value that `verifyPasskeyAssertion` returned; copies of it prove nothing. */
  | 'passkey_not_verified'

/** What {@link IdentityError} takes beside code and message. */
export interface IdentityErrorOptions extends CodedErrorOptions {
  readonly until?: EpochSeconds | undefined
}

/** What the functions of this package throw, beside what they name of the layer below. */
export class IdentityError extends CodedError<IdentityErrorCode> {
  static override readonly name = 'IdentityError'

  /** With `browser_key_locked`, and the wrong PIN that leads to it: from when on a PIN may be tried again. */
  readonly until: EpochSeconds | undefined

  constructor(code: IdentityErrorCode, message: string, options: IdentityErrorOptions = {}) {
    super(code, message, options)
    this.until = options.until
  }
}
