import { CodedError, type CodedErrorOptions } from '@fidecura/base'
import type { PresentationErrorCode } from './vp/error-codes.ts'

/** What can be wrong with a protocol of OpenID, on either side of it. */
export type OpenIdErrorCode =
  | PresentationErrorCode
  /** An option that cannot be: a URL that is not https, a type twice; `place` says which. */
  | 'openid_options_invalid'
  /** Not a message of the protocol; `place` says which member. */
  | 'openid_message_malformed'
  /** Metadata that name another issuer, or another authorisation server, than those they were fetched of. */
  | 'openid_metadata_mismatch'
  /** Metadata that were signed, and not by who may, not for this issuer, or too long ago. */
  | 'openid_metadata_untrusted'
  /** What is offered is in a format, or is bound to keys in a way, that is not understood here. */
  | 'openid_credential_unsupported'
  /** The issuer hands out in none of the ways that this call knows. */
  | 'openid_grant_unsupported'
  /** The value is not one that this package opened; after storage, open it again. */
  | 'openid_not_opened'
  /** A transaction code is needed, or is not of the length and characters that were announced. */
  | 'openid_transaction_code_malformed'
  /** The time of an offer, a code or a session is over. */
  | 'openid_expired'
  /** What came back from the browser is not the answer to what was asked: another state, another issuer. */
  | 'openid_authorization_mismatch'
  /** The other side refused; `reason` is its code, if it is one of the standards. */
  | 'openid_refused'
  /** `unknown`: the other side failed, or answered what no server of this protocol answers. */
  | 'openid_server_failed'
  /** What was handed out is not what was asked for; `place`: type, issuer, key, subject or copies. */
  | 'openid_credential_unexpected'
  /** `unknown`: the issuer has it not ready yet. */
  | 'openid_not_ready'
  /** `unknown`: the store gave no answer, or is full. */
  | 'openid_store_failed'

/** What an error is made of. */
export interface OpenIdErrorOptions extends CodedErrorOptions {
  /** A code of the standards, such as `invalid_grant`. */
  readonly reason?: string | undefined
}

/** Thrown by everything in this package. */
export class OpenIdError extends CodedError<OpenIdErrorCode> {
  static override readonly name = 'OpenIdError'

  /** With `openid_refused`: the code of the standards, such as `invalid_grant`; `other`: one of its own. */
  readonly reason: string | undefined

  constructor(code: OpenIdErrorCode, message: string, options: OpenIdErrorOptions = {}) {
    super(code, message, options)
    this.reason = options.reason
  }
}

export function malformed(place: string, cause?: unknown): OpenIdError {
  return new OpenIdError('openid_message_malformed', 'Not a message of the protocol', {
    place,
    cause,
  })
}
