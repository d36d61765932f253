import { CodedError } from '@fidecura/base'

/** What can be wrong with a chain, and what is anchored on it. */
export type ChainErrorCode =
  /** `unknown`: fewer end points answered than must agree. */
  | 'chain_quorum_missing'
  /** `unknown`: they answered, and differently. */
  | 'chain_disagrees'
  /** A quorum that nobody can meet or that needs nobody, no number of confirmations, or not how often to anchor. */
  | 'chain_policy_invalid'
  /** `unknown`: the log was not anchored, or not as far; or nothing was held to it. */
  | 'anchor_behind'
  /** The chain has another tree than the log shows. */
  | 'anchor_mismatch'
  /** Not a proof of what is anchored, or one with more than its limits. */
  | 'anchor_proof_malformed'
  /** The account may not anchor this log. */
  | 'anchor_publisher_wrong'
  /** `unknown`: the transaction was not sent, or not taken in. */
  | 'anchor_not_sent'

/** What the functions of this package throw. */
export class ChainError extends CodedError<ChainErrorCode> {
  static override readonly name = 'ChainError'
}
