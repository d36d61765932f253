import { CodedError } from '@fidecura/base'

/** Why the portal says no. */
export type PortalErrorCode =
  /** No page is at this address. */
  | 'page_unknown'
  /** A form that no page of this portal has sent. */
  | 'form_foreign'
  /** Not a form of this portal. */
  | 'form_malformed'
  /** Nobody is signed in, or no longer. */
  | 'sign_in_missing'
  /** Signed in with a wallet in another device, or too long ago: enough to look, and not to agree. */
  | 'sign_in_not_enough'
  /** Only who works at the clinic may have it ask at the door. */
  | 'reception_only'
  /** More often than anybody needs. `unknown`: come again. */
  | 'too_often'
  /** More visitors than the portal remembers. `unknown`. */
  | 'portal_full'
  /** The sign-in did not come to an end; what the provider says, if it is a code, is the place. */
  | 'sign_in_failed'
  /** Not a word of the provider that a sign-in has ended. */
  | 'logout_untrusted'
  /** The wallet answered, and no consent was beside its answer. */
  | 'consent_missing'
  /** The consent is of somebody else than who is signed in. */
  | 'consent_of_another'

/** Thrown by everything in this example. */
export class PortalError extends CodedError<PortalErrorCode> {
  static override readonly name = 'PortalError'
}
