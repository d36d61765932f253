import type { Clock, EpochSeconds } from '@fidecura/base'

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

export type IssuedStatus = 'valid' | 'suspended' | 'revoked'

export interface NewIssuedStatusChange {
  readonly index: number
  readonly value: IssuedStatus
  /** From when it must be taken as bad; may come before the change was ordered. */
  readonly invalidFrom?: EpochSeconds
  /** A code, never a sentence about a person. */
  readonly reason?: string
}

export interface IssuedStatusChange extends NewIssuedStatusChange {
  /** From 1, one more for every change of the list. */
  readonly sequence: number
  /** When it was ordered. Never decreases along the sequence, so no change can be backdated. */
  readonly at: EpochSeconds
}

/**
 * What an issuer keeps: its credentials, which status index each has, and every change of status in
 * order. `@fidecura/store` implements it on SQLite.
 *
 * Every method is one atomic step, among processes too, and what it returns is durable.
 */
export interface IssuedStore {
  /**
   * Draws an index of a status list at random, for one in order would tell when a credential was
   * issued. No index is ever drawn twice, not even one whose credential was never handed out.
   *
   * @param size - Entries of the list; the same at every call.
   */
  allocate(list: string, size: number): Promise<number>
  /**
   * Keeps a credential; the same bytes again change nothing. Refuses other bytes under the same
   * issuer and id, an index that {@link allocate} did not draw, and one that is another's.
   */
  insert(credential: IssuedCredential): Promise<void>
  find(issuer: string, id: string): Promise<IssuedCredential | undefined>
  /**
   * Writes one more change down, at the clock's instant or that of the list's last change, whichever
   * is later, and returns the change that is in force then. That is the earlier one if its value is
   * the same, unless the new one reaches further back. Refuses an index that was not drawn, and to
   * undo a revocation.
   */
  change(list: string, change: NewIssuedStatusChange, clock: Clock): Promise<IssuedStatusChange>
  /** In order of sequence: the whole history, from which list and history are published. */
  changesOf(list: string): Promise<readonly IssuedStatusChange[]>
}
