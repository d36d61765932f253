import { CodedError } from '@fidecura/base'

/** What can be wrong with a node, a change on the chain, or a JWT of a did:ethr. */
export type DidEthrErrorCode =
  /** A network that cannot be meant: no name in lower case, no positive chain id, no address of a contract. */
  | 'network_malformed'
  /** `unknown`: the node, or the wallet, is on another chain than the network. */
  | 'chain_id_wrong'
  /** `unknown`: the node answered with something else than the method answers with. */
  | 'node_answer_malformed'
  /** `unknown`: the answers of the node contradict each other, the registry or the clock. */
  | 'node_answer_inconsistent'
  /** `unknown`: the newest block of the node is older than the network allows. */
  | 'node_behind'
  /** `unknown`: the node, or the wallet's, cannot answer. Nothing was sent to it. */
  | 'node_error'
  /** `unknown`: no whole answer within the time for it. */
  | 'node_timeout'
  /** A key that no attribute of the registry can hold, or a validity that is no whole number of seconds. */
  | 'attribute_malformed'
  /** The wallet is not the owner of the DID. */
  | 'owner_wrong'
  /** The chain refused the transaction. */
  | 'transaction_refused'
  /** `unknown`: the transaction may have been sent, and whether it is on the chain was not seen. */
  | 'transaction_unsettled'
  /** A claim of another type than RFC 7519 gives it, or no JSON object at all; `place` says which. */
  | 'jwt_claims_malformed'
  /** Names no audience, or others. RFC 7519 §4.1.3. */
  | 'jwt_audience_wrong'
  /** Before its `nbf`, or issued in the future. */
  | 'jwt_not_yet_valid'
  /** At or after its `exp`. */
  | 'jwt_expired'
  /** The resolver is not one of this package, so it does not say which accounts control the DID. */
  | 'accounts_unknown'
  /** What a did:ethr of a Veramo agent cannot do. */
  | 'operation_unsupported'

/** What the functions of this package throw beside the errors of `identity`. */
export class DidEthrError extends CodedError<DidEthrErrorCode> {
  static override readonly name = 'DidEthrError'
}
