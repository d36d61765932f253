import type { EpochSeconds } from '@fidecura/base'
import type { Did } from '@fidecura/identity'

/** What became of a statement. A `narrowed` one allows no more than the one whose place it takes. */
export type StatementChange = 'registered' | 'replaced' | 'narrowed' | 'withdrawn'

/** Who is to hear of what. Names the patient no more than a digest does. */
export interface NewRecipientNotice {
  readonly recipient: Did
  readonly change: StatementChange
  /** Base64url SHA-256 of the statement's token. */
  readonly statement: string
  /** That of the one whose place it took. */
  readonly replaces: string | undefined
}

/** What somebody is to hear of, and whether they did. */
export interface RecipientNotice extends NewRecipientNotice {
  /** Of the register's entry; with the recipient, what tells notices apart. */
  readonly sequence: number
  /** When the register took the entry in. */
  readonly registeredAt: EpochSeconds
  /** How often it was tried to tell them. */
  readonly attempts: number
  /** When it is tried next; undefined: no more. */
  readonly nextAt: EpochSeconds | undefined
  /** When they took it. */
  readonly toldAt: EpochSeconds | undefined
  readonly acknowledgedAt: EpochSeconds | undefined
  /** As they signed it. */
  readonly acknowledgement: string | undefined
}

/** Which notice is meant. */
export type NoticeName = Pick<RecipientNotice, 'sequence' | 'recipient'>

/**
 * Notices to recipients, which a `RegisterStore` takes in together with the entry that they are about, so that
 * nothing is registered of which nobody hears. Every method is one atomic and durable step.
 */
export interface RegisterOutbox {
  /**
   * Takes the notices whose time has come, the oldest first, counts an attempt for each and sets the instant of
   * the next, so that two who deliver do not both take one, and the death of one loses none.
   *
   * @param next - Given the attempts, this one included; undefined: this is the last.
   */
  claim(
    now: EpochSeconds,
    most: number,
    next: (attempts: number) => EpochSeconds | undefined,
  ): Promise<readonly RecipientNotice[]>
  /** They took it. The first instant stays. */
  told(name: NoticeName, at: EpochSeconds): Promise<void>
  /**
   * They signed for it, and so were told. The first one stays.
   *
   * @returns The notice; undefined: there is none of this name.
   */
  acknowledge(
    name: NoticeName,
    acknowledgement: string,
    at: EpochSeconds,
  ): Promise<RecipientNotice | undefined>
  find(name: NoticeName): Promise<RecipientNotice | undefined>
  /** All about one statement, its replacement included, in the order of the register. */
  of(statement: string): Promise<readonly RecipientNotice[]>
}
