import { CodedError, type CodedErrorOptions } from '@fidecura/base'

/** What the service itself refuses; what the packages below it refuse keeps their codes. */
export type ServerErrorCode =
  /** Not a request as this route takes it; `place` says which member. */
  | 'request_malformed'
  /** More bytes than this route takes. */
  | 'request_too_large'
  /** Another media type than `application/json`. */
  | 'media_type_unsupported'
  /** No `Idempotency-Key`, or not 16 to 64 characters of base64url. */
  | 'idempotency_key_missing'
  /** The same key came with another body. */
  | 'idempotency_conflict'
  /** `unknown`: the first request with this key has not been answered yet. */
  | 'idempotency_running'
  /** `unknown`: more requests than anybody needs. Come again. */
  | 'rate_limited'
  /** No session, or one that is over. Sign in. */
  | 'session_missing'
  /** Another challenge than any that is open here. */
  | 'challenge_unknown'
  /** The credentials that were shown are not those of whoever signed in. */
  | 'credentials_not_held'
  /** Not for whoever is signed in. */
  | 'not_permitted'
  /** No such thing, or none for whoever asks. */
  | 'not_found'
  /** Somebody else changed it in the meantime. Look again. */
  | 'changed_meanwhile'
  /** No offer of this code: mistyped, claimed by another, void or expired. */
  | 'offer_code_wrong'
  /** Not what can be done with the offer as it stands. */
  | 'offer_state_wrong'
  /** Other digits than the holder's screen shows. The third time ends the offer. */
  | 'offer_digits_wrong'
  /** The record has an identity already: to put another key in its place is a recovery. */
  | 'record_enrolled'
  /** A row that cannot be a member of the staff; `place` says which. */
  | 'staff_row_invalid'
  /** Somebody of this registration is there already. */
  | 'staff_known'
  /** Not what can be done with a member of the staff as they stand. */
  | 'staff_state_wrong'
  /** Not an approval of exactly what is there, by whoever is signed in. */
  | 'approval_mismatch'
  /** Not the mandate that was agreed on; `place` says which member. */
  | 'mandate_mismatch'
  /** Whoever approves must be another person than who imported and who confirmed. */
  | 'approver_not_second'
  /** Not an order that an administrator can give; `place` says which member. */
  | 'order_malformed'
  /** The time of an order is over, or further away than a week. */
  | 'order_expired'
  /** Not what can be done with an order as it stands: carried out already, or another one of this id. */
  | 'order_state_wrong'
  /** An order that would change nothing, or take away what the hospital stands on; `place` says which member. */
  | 'order_inapplicable'
  /** Whoever runs the machine invites the two administrators whom the settings name, and nobody else. */
  | 'administrator_not_named'
  /** `unknown`: put back from a backup, which two administrators have to confirm first. */
  | 'restore_unconfirmed'
  /** Not a custodian that this hospital knows. */
  | 'custodian_unknown'
  /** Whatever the reason is, it is for the patient and the custodian. */
  | 'not_available'
  /** The settings of a hospital are not as they must be; `place` says where. */
  | 'settings_malformed'
  /** Called by another name than it answers to, or from a web page; `place` says by which header. */
  | 'host_unexpected'
  /** What this needs was not configured; `place` says which option does. */
  | 'not_configured'
  /** `unknown`: what it judges by cannot be opened; `place` is the code of why. */
  | 'not_ready'
  /** Not an accreditation of this hospital and its key, or less than it asked for; `place` says which member. */
  | 'accreditation_mismatch'
  /** Not a backup, damaged, or of another store or origin; `place` says what of it. */
  | 'backup_malformed'
  /** `unknown`: `pg_dump` or `pg_restore`, as `place` says, is not there or did not do it. */
  | 'backup_failed'
  /** `unknown`: one of this hospital is being taken. Come again when it is there. */
  | 'backup_running'
  /** As many of this hospital are kept as may be (`place`: `count`), or another would leave the disk too little (`space`). */
  | 'backups_full'
  /** A store is there: what it holds would be lost. */
  | 'restore_refused'
  /** Another hospital keeps things in this file or database. */
  | 'store_of_another'
  /** Nobody can listen there. */
  | 'listen_failed'
  /** `unknown`: something failed here. */
  | 'service_failed'

/** What the service throws of itself. */
export class ServerError extends CodedError<ServerErrorCode> {
  static override readonly name = 'ServerError'

  /** When to come again: of `rate_limited`. */
  readonly retryAfterSeconds: number | undefined

  constructor(
    code: ServerErrorCode,
    message: string,
    {
      retryAfterSeconds,
      ...options
    }: CodedErrorOptions & { readonly retryAfterSeconds?: number | undefined } = {},
  ) {
    super(code, message, options)
    this.retryAfterSeconds = retryAfterSeconds
  }
}
