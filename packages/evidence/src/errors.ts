import { CodedError } from '@fidecura/base'

/** What can be wrong with evidence. */
export type EvidenceErrorCode =
  /** Not a signed note, or one with more than its limits. C2SP signed-note. */
  | 'note_malformed'
  /** Not `name+hash+key`, or a kind of key that is not taken. C2SP signed-note. */
  | 'note_key_malformed'
  /** None of the signatures is by the key that must have signed. */
  | 'note_not_signed'
  /** Says to be by the key that must have signed, and is not. */
  | 'note_signature_invalid'
  /** Not origin, size and root hash. C2SP tlog-checkpoint. */
  | 'checkpoint_malformed'
  /** Of another log. */
  | 'checkpoint_origin_mismatch'
  /** Witnessed at an instant that is yet to come. */
  | 'checkpoint_from_future'
  /** Not 32 bytes each, or more of them than a tree can need. */
  | 'merkle_proof_malformed'
  /** The leaf is not where the proof says. RFC 9162 §2.1.3.2. */
  | 'merkle_inclusion_invalid'
  /** The smaller tree is no beginning of the larger one. RFC 9162 §2.1.4.2. */
  | 'merkle_consistency_invalid'
  /** Not the address of a tile. C2SP tlog-tiles. */
  | 'tile_path_malformed'
  /** Not as many hashes or entries as its address says. */
  | 'tile_malformed'
  /** Not a leaf, or not a size, of this log. */
  | 'log_index_unknown'
  /** More than 65,535 bytes. C2SP tlog-tiles. */
  | 'entry_too_large'
  /** `unknown`: too many entries wait already; try again later. */
  | 'log_busy'
  /** `unknown`: another process appended in between. */
  | 'log_conflict'
  /** The entries are not those that its newest checkpoint covers: an old backup was put back, or they were changed. */
  | 'log_rolled_back'
  /** What it shows does not go on from what it showed before: another history, or a shorter one. */
  | 'log_split_view'
  /** Its owner closed it. */
  | 'log_closed'
  /** Fewer operators of witnesses signed than must; `unknown` where they may still do. */
  | 'witness_quorum_missing'
  /** A quorum that nobody can meet or that needs nobody, or one key under two names. */
  | 'witness_policy_invalid'
  /** Not what C2SP tlog-witness asks for. */
  | 'witness_request_malformed'
  /** Not an evidence id, or one with a wrong symbol. */
  | 'evidence_id_malformed'
  /** Not 32 bytes. */
  | 'evidence_salt_malformed'
  /** Not the entry of a deposit, or one that says more than it may. */
  | 'evidence_entry_malformed'
  /** The version before is another by now. */
  | 'evidence_version_conflict'
  /** The depositor used this idempotency key for something else. */
  | 'evidence_key_reused'
  /** A deposit needs an idempotency key, of up to 128 printable characters. */
  | 'evidence_key_missing'
  /** Neither bytes nor their digest and size; or not a media type, or not a subject that may be named. */
  | 'evidence_content_malformed'
  /** The reader signed in somewhere else, or as of another tenant. */
  | 'evidence_reader_elsewhere'
  /** The reader signed in too long ago. */
  | 'evidence_reader_stale'
  /** In a log that this process has not opened. */
  | 'log_not_open'
  /** The reason of a hold is a code, never a sentence. */
  | 'evidence_hold_malformed'
  /** Nothing is known of it, or the reader may not know. */
  | 'evidence_not_found'
  /** It was erased; that it was there, its tombstone says. */
  | 'evidence_erased'
  /** The law asks that it be kept, until an instant that the depositor named. */
  | 'evidence_retained'
  /** A legal hold is on it. */
  | 'evidence_on_hold'
  /** Not a proof file, or one with more than its limits. */
  | 'evidence_proof_malformed'
  /** The bytes are not those that were deposited. */
  | 'evidence_content_mismatch'
  /** The entry commits to something else. */
  | 'evidence_commitment_mismatch'
  /** Not what `verifyEvidence`, or `update` of the same reader, returned. */
  | 'evidence_not_verified'
  /** No further leaf fits into the log: start the one of the next year. */
  | 'log_full'

/** What the functions of this package throw. */
export class EvidenceError extends CodedError<EvidenceErrorCode> {
  static override readonly name = 'EvidenceError'
}
