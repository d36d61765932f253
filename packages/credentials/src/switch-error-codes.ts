/** Of turning off many, of revoking on the word of two people, and of telling who relies on it. */
export type SwitchErrorCode =
  /** A selection that names nothing, or nothing that can be looked for. */
  | 'switch_selection_refused'
  /** Another number of credentials than was expected: look again. */
  | 'switch_count_changed'
  /** No act of this id. */
  | 'switch_not_found'
  /** A revocation, which is final. */
  | 'switch_not_undoable'
  /** Credentials that were kept before there were labels, in a format that cannot be read here. */
  | 'switch_labels_missing'
  /** This issuer revokes nothing on the word of one: propose it, and have another person approve. */
  | 'revocation_needs_two_people'
  /** Not a revocation order of this version; `place` says which member. */
  | 'revocation_order_malformed'
  /** An order to another issuer, or an approval of another order. */
  | 'revocation_order_mismatch'
  /** Signed too long ago or in the future, or good for longer than allowed; `place` says which. */
  | 'revocation_order_time_wrong'
  /** Nobody approved it before it expired. */
  | 'revocation_order_expired'
  /** No proposal of this id waits. */
  | 'revocation_order_not_found'
  /** The id stands for another order. */
  | 'revocation_order_reused'
  /** Signed by somebody who may not: another key, organisation or purpose. */
  | 'revocation_signer_refused'
  /** Signed twice by one person, or with one key. */
  | 'revocation_signer_twice'
  /** Not a notice of this version that a list has changed. */
  | 'status_notice_malformed'
  /** About a list, or by an issuer, that was not subscribed to. */
  | 'status_notice_unexpected'
  /** Too old, or of the future. */
  | 'status_notice_time_wrong'
  /** `unknown`: what stands on a credential could not be written down, so nothing was handed out. */
  | 'usage_log_failed'
  /** Not an address where notices can be posted, or one more than a list may have. */
  | 'status_subscription_refused'
