import type { Clock, EpochSeconds } from '@fidecura/base'
import type { RecoveryPath } from './recovery-request.ts'

/** Where an attempt stands. All but the first and the last but one are its end. */
export type RecoveryState =
  /** Waits for its delay. */
  | 'open'
  /** Somebody who may has objected. */
  | 'objected'
  /** A newer attempt on the same path took its place. */
  | 'replaced'
  /** Another attempt retired the identity, or the key that this one would put in its place. */
  | 'overtaken'
  /** The old key is retired, and the rest is being done. */
  | 'completing'
  | 'completed'

/** An attempt that was found in order. */
export interface NewRecoveryAttempt {
  /** That of the request. */
  readonly id: string
  /** Which identity it would retire; text that stands for issuer and id. */
  readonly identity: string
  readonly path: RecoveryPath
  /** Base64url SHA-256 of the request. */
  readonly digest: string
  /** Request, approvals and evidence, as they came. */
  readonly submission: string
  /** Thumbprint of the new key. */
  readonly newKey: string
  /** Thumbprints of the keys that it would retire. */
  readonly oldKeys: readonly string[]
  /** The id that the new identity will have. */
  readonly successor: string
  /** How long after it was opened it may complete. */
  readonly delaySeconds: number
}

/** An attempt as it was written down. */
export interface RecoveryAttempt extends NewRecoveryAttempt {
  readonly openedAt: EpochSeconds
  /** Not before. */
  readonly completesAt: EpochSeconds
  /** When the last notice of it had been sent. */
  readonly noticedAt: EpochSeconds
  readonly state: RecoveryState
  /** When it got into this state; of one that completes, when the old key was retired. */
  readonly changedAt: EpochSeconds
  /** Who objected, as it came. */
  readonly objection?: string
  /** The new identity and the receipt. */
  readonly result?: string
}

/**
 * What a desk remembers of recoveries. `@fidecura/store` implements it on SQLite.
 *
 * Every method is one atomic step, among processes too, and what it returns is durable. Each that
 * writes reads the clock inside the step, and gives the latest instant it ever gave if that is later.
 */
export interface RecoveryStore {
  /**
   * Opens the attempt, unless one of this id is there, and returns the one that is there then. An open
   * attempt at the same identity on the same path becomes `replaced`.
   *
   * @returns `ended`: an attempt at this identity completes, or has completed; `key_retired`: the new
   *   key was retired before.
   */
  open(
    attempt: NewRecoveryAttempt,
    clock: Clock,
  ): Promise<RecoveryAttempt | 'ended' | 'key_retired'>
  find(id: string): Promise<RecoveryAttempt | undefined>
  /** How many attempts at an identity were opened on this path at this instant or later. */
  openedSince(identity: string, path: RecoveryPath, instant: EpochSeconds): Promise<number>
  /** Notes that a notice was sent. Returns the attempt as it stands then, as do all below. */
  notice(id: string, clock: Clock): Promise<RecoveryAttempt | undefined>
  /** Makes an open attempt `objected`; leaves others as they are. */
  object(id: string, objection: string, clock: Clock): Promise<RecoveryAttempt | undefined>
  /**
   * Makes an open attempt whose delay is over `completing`, the other open ones at its identity
   * `overtaken`, and its old keys retired; leaves others as they are. If the new key was retired in the
   * meantime, it becomes `overtaken` itself, and nothing else happens.
   */
  begin(id: string, clock: Clock): Promise<RecoveryAttempt | undefined>
  /** Makes a completing attempt `completed`, with this result; leaves others as they are. */
  finish(id: string, result: string, clock: Clock): Promise<RecoveryAttempt | undefined>
  /** The latest instant ever given, by which a clock that was set back is noticed. */
  latest(): Promise<EpochSeconds | undefined>
}
