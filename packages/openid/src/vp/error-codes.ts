/** What can be wrong when presentations are asked for, shown and judged. OpenID4VP 1.0. */
export type PresentationErrorCode =
  /** Not a query of DCQL, or one beyond what is read; `place` says where. */
  | 'openid_query_malformed'
  /** A request that nobody has signed, outside of development. */
  | 'openid_request_unsigned'
  /** A client identifier of a kind that this wallet was given no means to check. */
  | 'openid_client_unsupported'
  /** Who signed a request is not who it says: another identifier, key, domain or certificate. */
  | 'openid_client_mismatch'
  /** A request for something else than a wallet of the general public. §5.8. */
  | 'openid_request_audience_wrong'
  /** An answer to another fetch of a request than this one. §5.10. */
  | 'openid_wallet_nonce_wrong'
  /** The answer would go where this client may not have it sent. §5.9.3. */
  | 'openid_response_uri_refused'
  /** Asks in a way that is not understood here; `place` says which member. */
  | 'openid_request_unsupported'
  /** An agreement of a kind that the wallet does not know, or that names what is not asked for. §8.4. */
  | 'openid_transaction_unsupported'
  /** The wallet does not hold what is asked for. */
  | 'openid_request_unanswerable'
  /** What the person chose does not answer the request; `place` says which query. */
  | 'openid_choice_invalid'
  /** Not a session of this verifier, or one that is over or was collected. */
  | 'openid_session_unknown'
  /** A session that has its answer. */
  | 'openid_session_answered'
  /** Comes back from elsewhere than the wallet was sent. */
  | 'openid_response_code_wrong'
  /** The answer to another request. */
  | 'openid_state_wrong'
  /** Not encrypted to the key of this request, or not at all. */
  | 'openid_answer_undecryptable'
  /** Credentials or claims that were not asked for. */
  | 'openid_answer_unrequested'
  /** Something that was asked for is missing; `place` says which query. */
  | 'openid_answer_incomplete'
  /** A credential that does not match what was asked for; `place` says which query. */
  | 'openid_answer_mismatch'
  /** The holder did not sign for what they were to agree to. §8.4. */
  | 'openid_transaction_mismatch'
