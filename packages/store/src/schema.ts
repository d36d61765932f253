/** Instants are whole seconds since the epoch. */
export interface Schema {
  readonly register_entry: {
    readonly sequence: number
    readonly kind: string
    readonly key: string
    readonly record: string | null
    readonly digest: string
    readonly token: string | null
    readonly evidence: string | null
    readonly registered_at: number
  }
  /** One row: the latest instant that the register ever gave. */
  readonly register_mark: { readonly one: 1; readonly instant: number }
  readonly seen_word: {
    readonly register: string
    readonly record: string
    readonly revision: number
    readonly as_of: number
  }
  readonly replay: {
    readonly tenant: string
    readonly audience: string
    readonly nonce: string
    readonly expires_at: number
  }
  readonly issued: {
    readonly issuer: string
    readonly id: string
    readonly type: string
    readonly token: string
    readonly issued_at: number
    readonly list: string | null
    readonly list_index: number | null
  }
  readonly status_list: { readonly list: string; readonly size: number; readonly drawn: number }
  readonly status_index: { readonly list: string; readonly list_index: number }
  readonly status_change: {
    readonly list: string
    readonly sequence: number
    readonly list_index: number
    readonly value: string
    readonly at: number
    readonly invalid_from: number | null
    readonly reason: string | null
  }
  readonly sign_in_account: {
    readonly tenant: string
    readonly audience: string
    readonly did: string
    readonly subject: string
    readonly retired: 0 | 1
    /** When the DID got the account. */
    readonly since: number
  }
  readonly seen_bundle: {
    readonly bundle: string
    readonly sequence: number
    readonly now: number
  }
  readonly recovery_attempt: {
    readonly id: string
    /** Which identity it would retire. */
    readonly identity: string
    readonly path: string
    readonly digest: string
    readonly submission: string
    readonly new_key: string
    /** A JSON array. */
    readonly old_keys: string
    readonly successor: string
    readonly delay_seconds: number
    readonly opened_at: number
    readonly completes_at: number
    readonly noticed_at: number
    readonly state: string
    readonly changed_at: number
    readonly objection: string | null
    readonly result: string | null
  }
  /** Thumbprints of keys that no identity is to have again. */
  readonly recovery_retired_key: { readonly key: string }
  /** One row: the latest instant that the desk ever gave. */
  readonly recovery_mark: { readonly one: 1; readonly instant: number }
}
