import { CodedError } from '@fidecura/base'

/** What can be wrong with signing in over the bridge. */
export type BridgeErrorCode =
  /** An option that cannot be; `place` says which. */
  | 'bridge_options_invalid'
  /** The platform asked for what cannot be asked for together, or at all. */
  | 'bridge_scope_invalid'
  /** Shown, verified, and not enough to know whose account it is; `place` says which credential. */
  | 'bridge_person_unclear'
  /** Not what a holder can agree to when they sign in; `place` says which member. */
  | 'bridge_transaction_malformed'
  /** The store knows other keys of this bridge; `place` says which, `signer` or `secret`. */
  | 'bridge_keys_differ'
  /** `unknown`: a platform did not hear that a sign-in has ended. */
  | 'bridge_platform_unreached'
  /** `unknown`: somebody is signed in at what is no platform here, or not yet. */
  | 'bridge_platform_unknown'
  /** `unknown`: the store gave no answer, or others wrote at the same time. */
  | 'bridge_store_failed'

/** Thrown by everything in this package. */
export class BridgeError extends CodedError<BridgeErrorCode> {
  static override readonly name = 'BridgeError'
}
