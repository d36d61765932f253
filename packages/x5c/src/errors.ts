import { CodedError } from '@fidecura/base'

/** What can be wrong with certificates that ride along; `place` says which one, as in `/x5c/1`. */
export type X5cErrorCode =
  /** The token carries no certificates. */
  | 'x5c_missing'
  /** Not a list of base64 DER; not a certificate of version 3; an extension that is there twice or cannot be read. RFC 7515 §4.1.6, RFC 5280 §4. */
  | 'x5c_malformed'
  /** More than four certificates, or more than 14 KiB of base64. */
  | 'x5c_too_large'
  /** The key did not sign the token that carries the certificates. */
  | 'x5c_not_signed'
  /** The first certificate is of another key than the signer's. */
  | 'x5c_key_mismatch'
  /** Not issued under the name of the certificate after it. RFC 5280 §6.1.3. */
  | 'x5c_issuer_mismatch'
  /** The last certificate was issued by none of the roots that the caller named. */
  | 'x5c_root_not_named'
  /** The authority above did not sign the certificate. */
  | 'x5c_signature_invalid'
  /** Signed with SHA-1 or another algorithm that is not taken, or by an RSA key of less than 2,048 bits. */
  | 'x5c_signature_weak'
  /** The period begins after the instant asked about. */
  | 'x5c_not_yet_valid'
  /** The period ended before the instant asked about. */
  | 'x5c_expired'
  /** Issued a certificate and is no authority. RFC 5280 §4.2.1.9. */
  | 'x5c_not_ca'
  /** The certificate of the signer is that of an authority. */
  | 'x5c_leaf_is_ca'
  /** More authorities below it than it allows. RFC 5280 §4.2.1.9. */
  | 'x5c_path_too_long'
  /** The key is not for what it did: to sign certificates, revocation lists, or documents. RFC 5280 §4.2.1.3. */
  | 'x5c_key_usage_wrong'
  /** Made for certain purposes, none of which the caller named. RFC 5280 §4.2.1.12. */
  | 'x5c_purpose_wrong'
  /** A name that an authority above may not certify, or of a kind that it limits in a way not understood. RFC 5280 §4.2.1.10. */
  | 'x5c_name_not_permitted'
  /** An extension that must be understood and is not. RFC 5280 §4.2. */
  | 'x5c_extension_unsupported'
  /** The domain is not among the names of the first certificate. */
  | 'x5c_domain_mismatch'
  /** On a revocation list of its issuer. */
  | 'x5c_revoked'
  /** `unknown`: no revocation list of the issuer that is good at the instant asked about. */
  | 'x5c_revocation_unknown'
  /** What the caller named as a root is no certificate. */
  | 'x5c_root_malformed'
  /** What the caller handed in as a revocation list is none. RFC 5280 §5. */
  | 'x5c_crl_malformed'
  /** Pass the value that `verifyX5c` returned; copies of it prove nothing. */
  | 'x5c_not_verified'

/** What the functions of this package throw, beside what they name of the layers below. */
export class X5cError extends CodedError<X5cErrorCode> {
  static override readonly name = 'X5cError'
}
