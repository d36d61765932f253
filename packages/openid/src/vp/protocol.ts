/** Names that OpenID4VP 1.0 and the RFCs that it builds on have given. */

/** What a signed request is. RFC 9101 §10.8 */
export const requestObjectType = 'oauth-authz-req+jwt'
/** Whom a request is for that any wallet may answer. §5.8 */
export const anyWallet = 'https://self-issued.me/v2'
/** The format that is asked for, shown and judged here. Appendix B.3 */
export const sdJwtVc = 'dc+sd-jwt'
/** How answers are encrypted. §8.3; RFC 7518 §4.6, §5.3 */
export const answerAlgorithm = 'ECDH-ES'
export const answerEncryptions = ['A256GCM', 'A128GCM'] as const
/** Of what `transaction_data_hashes` are made. Appendix B.3.3.1 */
export const transactionHash = 'sha-256'

/**
 * Lets requests that nobody signed be made and answered (`redirect_uri:`), if their answer goes to one of
 * these exact origins. Whoever makes such a request may be anybody. For tests and demonstrations.
 *
 * @deprecated Not going away. Struck through so that reviewers stop here.
 */
export const allowUnsignedRequests: unique symbol = Symbol('allowUnsignedRequests')

/** The door of {@link allowUnsignedRequests}. */
export interface UnsignedDoor {
  /** Exact origins such as `http://127.0.0.1:8080`. */
  readonly [allowUnsignedRequests]?: readonly string[]
}

/** What a nonce and a state are written in. §5.2 */
export function isUrlSafe(text: string): boolean {
  return /^[\w.~-]+$/.test(text)
}

/**
 * Member of an answer that says something beside what was agreed to: an object of texts, by the digest that the
 * holder's signature names. Verifiers that do not know it pass it over. §8.1
 */
export const transactionAnswers = 'urn:fidecura:openid4vp:transaction-answers:1'
