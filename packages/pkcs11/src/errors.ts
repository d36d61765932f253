import { CodedError } from '@fidecura/base'

/** What can be wrong with a hardware security module, its tokens and their keys. */
export type Pkcs11ErrorCode =
  /** `pkcs11js` is not installed, or its native addon was never built: see the README. */
  | 'addon_missing'
  /** No such library, not one for this machine, not PKCS#11, or not an absolute path. */
  | 'library_not_loaded'
  /** Something else in this process uses the library. A login holds for the whole process, so it is not shared. */
  | 'library_in_use'
  /** No token of this label, or of this label and serial number. */
  | 'token_not_found'
  /** Several tokens have this label: name the serial number, too. */
  | 'token_ambiguous'
  /** This process has opened the token already; who opened it again would need no PIN. */
  | 'token_in_use'
  /** `unknown`: the token was taken out, or does not answer. */
  | 'token_lost'
  /** The token or its library was closed by the caller. */
  | 'token_closed'
  /** `unknown`: the session ended during the operation, which may have been done. */
  | 'session_lost'
  /** `unknown`: the token reported something that has no code of its own. */
  | 'token_failed'
  /** Not the PIN. It is not tried again, for a few wrong ones lock the token. */
  | 'pin_wrong'
  /** Too many wrong ones: whoever administers the token has to set a new one. */
  | 'pin_locked'
  /** Expired, or never set: whoever administers the token has to set one. */
  | 'pin_not_set'
  /** `unknown`: the caller's `pin` threw, or returned no text. */
  | 'pin_not_given'
  /** The token does not have the algorithm. */
  | 'mechanism_unsupported'
  /** Empty, over 64 bytes, or with control characters. */
  | 'key_label_malformed'
  /** `openKey` was not told which DID the key is to sign for. */
  | 'key_use_missing'
  /** No private key of this label, or without its public key beside it. */
  | 'key_not_found'
  /** Several keys have this label. Whoever may write to the token could put theirs beside one of ours. */
  | 'key_ambiguous'
  /** There is a key of this label. */
  | 'key_exists'
  /** The key can leave the token, or once could: it was not made there as one that stays. */
  | 'key_exportable'
  /** The key is not for signing, of another kind or curve, or wants a PIN for each signature. */
  | 'key_unsupported'
  /** The key is for another algorithm than asked for. */
  | 'key_algorithm_wrong'
  /** Not a URI (RFC 7512) that names a key of a token; `place` says which attribute. A PIN has no place in one. */
  | 'key_uri_malformed'
  /** What the token signs does not verify with the public key that it shows. */
  | 'key_mismatch'

/** What the functions of this package throw. No PIN, label or path is in it. */
export class Pkcs11Error extends CodedError<Pkcs11ErrorCode> {
  static override readonly name = 'Pkcs11Error'
}
