import type { Clock, EpochSeconds } from '@fidecura/base'
import type { Did, ResolveDid, Signer, VerifiedSignIn } from '@fidecura/identity'
import type { Log, LogCallOptions } from '../log/log.ts'
import type { ContentDigest } from './commitment.ts'
import { createDepositing } from './depositing.ts'
import { createErasing } from './erasing.ts'
import type { EvidenceId } from './evidence-id.ts'
import type { AccessEvent, DepositRecord, EvidenceStore } from './evidence-store.ts'
import { createReading } from './reading.ts'
import { createReplaying } from './replaying.ts'

/** As whom deposits are made, and where they are kept. */
export interface EvidenceOptions {
  /** Of the department or organisation that deposits: its DID is in the log, so never a patient's. */
  readonly signer: Signer
  /** Takes new deposits. */
  readonly log: Log<DepositRecord>
  /** Those of the years before, for proofs of what is in them. */
  readonly earlierLogs?: readonly Log<DepositRecord>[]
  /** Where the logs keep their records. */
  readonly store: EvidenceStore
  readonly clock: Clock
  /** Where readers must have signed in. Default: nowhere, so that the depositor alone looks things up. */
  readonly signIn?: { readonly audience: string; readonly tenant?: string }
  /**
   * Whether somebody else than subject and depositor may look something up, such as by a consent.
   * Default: nobody else may.
   */
  readonly permits?: (
    reader: VerifiedSignIn,
    about: { readonly id: EvidenceId; readonly subject: Did | undefined },
    options: LogCallOptions,
  ) => Promise<boolean>
}

/** What one deposit is told. */
export interface DepositOptions extends LogCallOptions {
  /**
   * Once for each deposit: again, with the same content, it gives the same deposit. It outlives erasure, so
   * it is random, or an id of your own that tells nothing: no record number.
   */
  readonly idempotencyKey: string
  readonly mediaType?: string
  /** Whom it is about, who may look it up. Kept beside the log and never in it. */
  readonly subject?: Did
  /** Until then nobody may erase it. */
  readonly retainUntil?: EpochSeconds
}

/** What an update is told. Whom it is about, the first version says. */
export interface UpdateOptions extends Omit<DepositOptions, 'subject'> {
  /** The newest version, as the caller knows it. Another one is refused. Default: whatever is the newest. */
  readonly after?: number
}

/** One version that is durable, in the log, and cosigned. */
export interface Deposited {
  readonly id: EvidenceId
  /** From 1. */
  readonly number: number
  readonly origin: string
  readonly index: number
}

/** What replaying erasures is told. */
export interface ReplayOptions extends LogCallOptions {
  /** Finds the keys of this depositor, by which tombstones are judged. */
  readonly resolve: ResolveDid
}

/** What became of what has a tombstone: how many evidence ids. */
export interface ReplayedErasures {
  readonly erased: number
  /** Still there: held, retained, or with a tombstone that is not proven to be the depositor's. Look at them. */
  readonly left: number
}

/** What is known of an evidence id. */
export interface EvidenceHistory {
  readonly id: EvidenceId
  readonly versions: readonly EvidenceVersion[]
  readonly isOnHold: boolean
}

/** One version of a deposit. */
export interface EvidenceVersion {
  readonly number: number
  readonly depositor: Did
  readonly depositedAt: EpochSeconds
  readonly retainUntil?: EpochSeconds | undefined
  /** Absent once it was erased. */
  readonly content?: (ContentDigest & { readonly mediaType?: string | undefined }) | undefined
}

/** Who looks something up: somebody who has just signed in, or the process of the depositor itself. */
export type EvidenceReader = VerifiedSignIn | 'depositor'

/** Deposits, and what may be known of them. All methods also throw what log and store throw. */
export interface Evidence {
  /**
   * Takes the digest of something in. The bytes themselves stay where they are.
   *
   * @param content - Bytes, or their digest where they are many.
   * @throws `EvidenceError` `evidence_key_reused`, `evidence_key_missing`, `evidence_content_malformed`; BaseError
   *   `instant_malformed`; those of `Log.add`: after one that is `unknown`,
   *   the same key again never makes a second deposit.
   */
  deposit(content: Uint8Array | ContentDigest, options: DepositOptions): Promise<Deposited>
  /**
   * Takes in a new version, linked to the one before.
   *
   * @throws As `deposit`; `EvidenceError` `evidence_not_found`, also where another depositor has it;
   *   `evidence_erased`, `evidence_version_conflict`.
   */
  update(
    id: EvidenceId,
    content: Uint8Array | ContentDigest,
    options: UpdateOptions,
  ): Promise<Deposited>
  /**
   * What there is of an evidence id. Who asked is recorded first, refused or not.
   *
   * @throws `EvidenceError` `evidence_not_found`, also for those who may not know; `evidence_reader_stale`,
   *   `evidence_reader_elsewhere`; IdentityError of `assertVerifiedSignIn`; BaseError `aborted` (unknown).
   */
  lookUp(id: EvidenceId, reader: EvidenceReader, options?: LogCallOptions): Promise<EvidenceHistory>
  /**
   * A proof file of one version, as of about when it was deposited: it needs nobody of us.
   *
   * @throws As `lookUp`; `EvidenceError` `evidence_erased`; those of `Log.covered`, for which it waits.
   */
  proofOf(
    id: EvidenceId,
    number: number,
    reader: EvidenceReader,
    options?: LogCallOptions,
  ): Promise<string>
  /**
   * Destroys salts and digests of every version, and leaves tombstones in the log. Proofs that were
   * given out stay good; nobody can make one any more, or find out what an entry was about.
   *
   * @throws `EvidenceError` `evidence_not_found`, `evidence_on_hold`, `evidence_retained`.
   */
  erase(id: EvidenceId, options?: LogCallOptions): Promise<void>
  /**
   * Keeps an id from being erased, beside what others hold it for.
   *
   * @param reason - A code, such as of one court's order.
   * @throws `EvidenceError` `evidence_hold_malformed`, `evidence_not_found`; `evidence_erased`: too late.
   */
  placeHold(id: EvidenceId, reason: string): Promise<void>
  /** Ends the hold of one reason. @throws `EvidenceError` `evidence_not_found`, also where there is no such hold. */
  releaseHold(id: EvidenceId, reason: string): Promise<void>
  /**
   * Erases again what was erased after a backup was made that has been put back. Its tombstone must be
   * signed by this depositor, for others can make its commitment; holds and retention stand.
   *
   * @param entries - Those of the logs, as mirrors or readers have them: nobody has to be believed.
   * @throws What `resolve` throws that is `unknown`: nothing is erased then.
   */
  replayErasures(
    entries: AsyncIterable<Uint8Array>,
    options: ReplayOptions,
  ): Promise<ReplayedErasures>
  /** Who looked an id up, and who was refused, oldest first. For its subject and depositor. */
  accesses(
    id: EvidenceId,
    reader: EvidenceReader,
    options?: LogCallOptions,
  ): Promise<readonly AccessEvent[]>
}

/** Makes what deposits for one department or organisation. */
export function createEvidence(options: EvidenceOptions): Evidence {
  return Object.freeze({
    ...createDepositing(options),
    ...createErasing(options),
    ...createReading(options),
    ...createReplaying(options),
  })
}
