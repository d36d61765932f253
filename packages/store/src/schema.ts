import type { Generated } from 'kysely'

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
  /** Who is to hear of an entry. */
  readonly register_outbox: {
    readonly sequence: number
    readonly recipient: string
    readonly change: string
    readonly statement: string
    readonly replaces: string | null
    readonly registered_at: number
    readonly attempts: number
    readonly next_at: number | null
    readonly told_at: number | null
    readonly acknowledged_at: number | null
    readonly acknowledgement: string | null
  }
  /** Entries that wait for their patients, and what those said. */
  readonly entry_inbox: {
    readonly number: Generated<number>
    readonly entry: string
    readonly record: string
    readonly token: string
    readonly received_at: number
    readonly verdict: string | null
    readonly confirmation: string | null
    readonly answered_at: number | null
  }
  /** What a service keeps of its own. */
  readonly document: {
    readonly number: Generated<number>
    readonly kind: string
    readonly id: string
    readonly state: string | null
    readonly subject: string | null
    readonly expires_at: number | null
    readonly version: number
    /** JSON. */
    readonly body: string
  }
  /** One row: the latest instant that the register ever gave. */
  readonly register_mark: { readonly one: 1; readonly instant: number }
  readonly seen_word: {
    readonly register: string
    readonly record: string
    readonly revision: number
    readonly as_of: number
    /** Null: seen before words were kept. */
    readonly word: string | null
    /** JSON array of words; null: nothing was lost. */
    readonly lost: string | null
  }
  /** What registers lost, as they signed it. */
  readonly accepted_loss: {
    readonly register: string
    readonly loss: string
    /** JSON array of tokens. */
    readonly approvals: string
  }
  /** Of each register and record the first two words that cannot both be true. */
  readonly word_contradiction: {
    readonly register: string
    readonly record: string
    readonly first: string
    readonly second: string
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
    /** 0: kept before there were labels. */
    readonly labelled: 0 | 1
  }
  /** What credentials are found by, beside id and type. */
  readonly issued_label: {
    readonly issuer: string
    readonly kind: string
    readonly value: string
    readonly id: string
  }
  /** One switch that was thrown for many. */
  readonly switch_act: {
    readonly number: Generated<number>
    readonly issuer: string
    readonly id: string
    readonly kind: string
    /** JSON, as are lists and ordered_by. */
    readonly selection: string
    readonly at: number
    readonly reason: string | null
    readonly invalid_from: number | null
    readonly ordered_by: string | null
    readonly matched: number
    readonly changed: number
    readonly lists: string
    readonly undone_at: number | null
    readonly reinstated: number | null
  }
  /** What an act suspended, or keeps suspended beside another. */
  readonly switch_hit: {
    readonly act: number
    readonly list: string
    readonly list_index: number
    readonly held: 0 | 1
  }
  readonly revocation_proposal: {
    readonly issuer: string
    readonly id: string
    readonly body: string
    readonly proposed_at: number
    readonly expires_at: number
  }
  readonly published_list: {
    readonly list: string
    readonly issued_at: number
    readonly valid_until: number
    readonly sequence: number
    readonly token: string
  }
  /** The newest alone, for it says all that the older ones said. */
  readonly published_history: { readonly list: string; readonly token: string }
  readonly status_subscription: {
    readonly list: string
    readonly url: string
    readonly subscriber: string
    readonly since: number
  }
  /** What was done under a credential. */
  readonly credential_use: {
    readonly issuer: string
    readonly id: string
    readonly kind: string
    readonly reference: string
    readonly at: number
    readonly proven: 0 | 1
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
  readonly evidence_log: { readonly origin: string; readonly size: number }
  /** The newest of each log. */
  /** Of the past. */
  readonly evidence_kept_checkpoint: {
    readonly origin: string
    readonly size: number
    readonly checkpoint: string
  }
  readonly evidence_checkpoint: {
    readonly origin: string
    readonly size: number
    readonly checkpoint: string
  }
  readonly evidence_entry: {
    readonly origin: string
    readonly place: number
    readonly entry: Uint8Array
  }
  readonly evidence_tile: {
    readonly origin: string
    readonly level: number
    readonly place: number
    readonly hashes: Uint8Array
  }
  readonly evidence_deposit: {
    readonly id: string
    readonly kind: string
    readonly number: number
    readonly origin: string
    readonly place: number
    readonly depositor: string
    readonly previous: string | null
    readonly deposited_at: number
    readonly retain_until: number | null
    readonly idempotency_key: string | null
  }
  /** What erasing destroys. */
  readonly evidence_content: {
    readonly id: string
    readonly number: number
    readonly digest: string
    readonly size: number
    readonly media_type: string | null
    readonly salt: string
    readonly subject: string | null
  }
  readonly evidence_hold: { readonly id: string; readonly reason: string; readonly since: number }
  readonly evidence_access: {
    readonly sequence: Generated<number>
    readonly id: string
    readonly reader: string
    readonly at: number
    readonly outcome: string
  }
  readonly witnessed_head: {
    readonly witness: string
    readonly origin: string
    readonly size: number
    readonly root: string
  }
  readonly seen_checkpoint: {
    readonly origin: string
    readonly size: number
    readonly checkpoint: string
  }
  /** What was done, in order. */
  readonly audit_event: {
    readonly sequence: Generated<number>
    readonly id: string
    readonly patient: string | null
    readonly actor: string | null
    readonly recorded_at: number
    readonly event: string
  }
}
