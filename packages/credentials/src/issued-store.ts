import type { Clock, EpochSeconds } from '@fidecura/base'
import type { StatusChange } from './status/status-history.ts'
import type { IssuedLabel, SwitchStore } from './switch-act.ts'

/** A credential that was handed out, as its issuer keeps it. */
export interface IssuedCredential {
  readonly issuer: string
  /** Unique for this issuer: `id` or `jti` of the credential. */
  readonly id: string
  readonly type: string
  /** The exact bytes that were handed out. */
  readonly token: string
  readonly issuedAt: EpochSeconds
  /** Where its status stands; absent for types without one. */
  readonly status?: { readonly list: string; readonly index: number }
}

/** As it is handed in, with what it is to be found by. */
export interface NewIssuedCredential extends IssuedCredential {
  readonly labels?: readonly IssuedLabel[]
}

/** A change that is ordered; the store dates it. */
export type NewIssuedStatusChange = Omit<StatusChange, 'at'>

/** A change as it was written down: fits `issueStatusHistory`. */
export interface IssuedStatusChange extends StatusChange {
  /** From 1, one more for every change of the list. */
  readonly sequence: number
}

/**
 * What an issuer keeps: its credentials, which status index each has, and every change of status in
 * order. `@fidecura/store` implements it on SQLite.
 *
 * Every method is one atomic step, among processes too, and what it returns is durable.
 */
export interface IssuedStore extends SwitchStore {
  /**
   * Draws an index of a status list at random, for one in order would tell when a credential was
   * issued. No index is ever drawn twice, not even one whose credential was never handed out.
   *
   * @param size - Entries of the list; the same at every call.
   */
  allocate(list: string, size: number): Promise<number>
  /**
   * Keeps a credential; the same bytes again change nothing. Refuses other bytes under the same
   * issuer and id, an index that {@link IssuedStore.allocate} did not draw, and one that is another's.
   */
  insert(credential: NewIssuedCredential): Promise<void>
  find(issuer: string, id: string): Promise<IssuedCredential | undefined>
  /** All that have this subject as a label, and all without labels, whatever became of them. */
  findAbout(issuer: string, subject: string): Promise<readonly IssuedCredential[]>
  /**
   * Writes one more change down, at the clock's instant or that of the list's last change, whichever
   * is later, so that none is backdated; returns the change that is in force then, which is the
   * earlier one if its value is the same, unless a suspension has another reason: both count then.
   * Refuses an index that was not drawn, to undo a revocation,
   * and what a history could not say: see `StatusChange`.
   */
  change(list: string, change: NewIssuedStatusChange, clock: Clock): Promise<IssuedStatusChange>
  /** In order of sequence: the whole history, from which list and history are published. */
  changesOf(list: string): Promise<readonly IssuedStatusChange[]>
  /** Whether an index of it was ever drawn. */
  knows(list: string): Promise<boolean>
  /** Sequence of the list's last change; 0 before the first. */
  lastSequence(list: string): Promise<number>
}
