import type { EpochSeconds } from '@fidecura/base'
import type { Did } from '@fidecura/identity'
import type { LogStore } from '../log/log-store.ts'
import type { ContentDigest } from './commitment.ts'
import type { EvidenceId } from './evidence-id.ts'

/** What is kept beside an entry: all that the log must not tell. */
export interface DepositRecord {
  /** `tombstone`: says that this version was erased. */
  readonly kind: 'deposit' | 'tombstone'
  readonly id: EvidenceId
  /** From 1. */
  readonly number: number
  readonly depositor: Did
  /** Whom it is about, who may look it up. */
  readonly subject?: Did | undefined
  /** Gone once it was erased, and so is the salt; a tombstone never had them. */
  readonly content?: DepositContent | undefined
  /** Base64url leaf hash of the entry of the version before. */
  readonly previous?: string | undefined
  readonly depositedAt: EpochSeconds
  /** Until then, nobody may erase it: what the law asks for. */
  readonly retainUntil?: EpochSeconds | undefined
  /** Of its depositor, for one deposit alone. */
  readonly idempotencyKey?: string | undefined
}

/** What a commitment hides. */
export interface DepositContent extends ContentDigest {
  readonly mediaType?: string | undefined
  /** Base64url, of 32 bytes. */
  readonly salt: string
}

/** A record with its place. */
export interface KeptDeposit extends DepositRecord {
  readonly origin: string
  readonly index: number
  readonly entry: Uint8Array
}

/** That somebody may not erase for now, such as a court. */
export interface LegalHold {
  /** A code, never a sentence. */
  readonly reason: string
  readonly since: EpochSeconds
}

/** Somebody asked for a deposit. */
export interface AccessEvent {
  readonly id: EvidenceId
  readonly reader: Did
  readonly at: EpochSeconds
  readonly outcome: 'permitted' | 'refused'
}

/**
 * Keeps logs with the deposits in them. `append` also throws `EvidenceError` `evidence_version_conflict` where an id has
 * a version of that number, `evidence_key_reused` where the depositor has used the key, `evidence_on_hold` for a
 * tombstone of what is held, and `evidence_erased` for a further version of what has a tombstone: which of two that
 * come at once was first, the store decides.
 */
export interface EvidenceStore extends LogStore<DepositRecord> {
  /** Every version, and tombstones, by number; whatever log they are in. */
  versions(id: EvidenceId): Promise<readonly KeptDeposit[]>
  /** The deposit that a key of a depositor stands for. */
  findKey(depositor: Did, idempotencyKey: string): Promise<KeptDeposit | undefined>
  /**
   * Destroys content and subject of these versions, for good; durable before it returns.
   *
   * @throws `EvidenceError` `evidence_on_hold`.
   */
  destroy(id: EvidenceId, numbers: readonly number[]): Promise<void>
  /** Every version whose content is there, in any order. */
  unerased(): AsyncIterable<KeptDeposit>
  holds(id: EvidenceId): Promise<readonly LegalHold[]>
  /**
   * Puts a hold on, beside those of other reasons. Of one reason there is one.
   *
   * @throws `EvidenceError` `evidence_erased`: it has a tombstone.
   */
  placeHold(id: EvidenceId, hold: LegalHold): Promise<void>
  /** Takes the hold of one reason off. @returns Whether there was one. */
  releaseHold(id: EvidenceId, reason: string): Promise<boolean>
  /** Keeps who asked, durable before it returns. */
  recordAccess(event: AccessEvent): Promise<void>
  /** Who asked, oldest first. */
  accesses(id: EvidenceId): Promise<readonly AccessEvent[]>
}
