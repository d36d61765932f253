import type { JsonObject } from '@fidecura/base'

/** Which credentials are asked for, as it goes over the wire. OpenID4VP 1.0 §6. */
export interface DcqlQuery {
  /** At most 16, each with an `id` of its own. */
  readonly credentials: readonly DcqlCredentialQuery[]
  /** Which of them together answer the request. Absent: all of them. */
  readonly credential_sets?: readonly DcqlCredentialSet[]
}

/** One credential, or several of a kind. §6.1 */
export interface DcqlCredentialQuery {
  /** Letters, digits, `_` and `-`. */
  readonly id: string
  /** Read here: `dc+sd-jwt`. Nothing answers a query for another. */
  readonly format: string
  readonly meta: DcqlMeta
  /** Whether several may answer. Default: no. */
  readonly multiple?: boolean
  /** What is to be shown beyond what a credential always shows. Absent: nothing. At most 64. */
  readonly claims?: readonly DcqlClaimsQuery[]
  /** Combinations of `claims` by their ids, the preferred one first. Absent: all of them. */
  readonly claim_sets?: readonly (readonly string[])[]
  /** What is shown here is bound to its holder, whatever this says. */
  readonly require_cryptographic_holder_binding?: boolean
  /** Nothing held here is known to be of any. §6.1.1 */
  readonly trusted_authorities?: readonly JsonObject[]
}

/** Appendix B.3.5 */
export interface DcqlMeta {
  /** The types to take. Needed for `dc+sd-jwt`. */
  readonly vct_values?: readonly string[]
}

/** One claim, or several by one path. §6.3 */
export interface DcqlClaimsQuery {
  readonly id?: string
  readonly path: ClaimsPath
  /** Answered by a claim that equals one of them. */
  readonly values?: readonly (string | number | boolean)[]
}

/** Names of members, places in an array, and null for all of an array. §7 */
export type ClaimsPath = readonly (string | number | null)[]

/** §6.2 */
export interface DcqlCredentialSet {
  /** Ids of queries, each list an answer of its own, the preferred one first. */
  readonly options: readonly (readonly string[])[]
  /** Default: yes. */
  readonly required?: boolean
}
