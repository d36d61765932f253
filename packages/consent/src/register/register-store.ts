import type { Clock, EpochSeconds } from '@fidecura/base'
import type { NewRecipientNotice, RegisterOutbox } from './register-outbox.ts'

/**
 * What a register keeps: a patient's statement, its withdrawal or ratification, what the patient is told of
 * that others did, or only the digest of an artefact.
 */
export type RegisterEntryKind =
  | 'statement'
  | 'withdrawal'
  | 'ratification'
  /** Of a witness or clinician, beside a statement. */
  | 'signature'
  | 'notice'
  | 'stamp'

/** What a register takes in; its store numbers and dates it. */
export interface NewRegisterEntry {
  readonly kind: RegisterEntryKind
  /** Unique within its kind: who said what, so that one identifier never stands for two contents. */
  readonly key: string
  /** Whose record it is about; a stamp is about none. */
  readonly record: string | undefined
  /** Base64url SHA-256 of the token, or of what was stamped. */
  readonly digest: string
  /** The exact bytes; a stamp keeps none. */
  readonly token: string | undefined
  /** What else a verifier needs, such as the signer's identity. Never empty text. */
  readonly evidence: string | undefined
}

/** What a register took in. */
export interface RegisterEntry extends NewRegisterEntry {
  /** From 1, one more for every entry of the register. */
  readonly sequence: number
  /** Never decreases along the sequence. */
  readonly registeredAt: EpochSeconds
}

/** What goes in with an entry, in the same step, or not at all. */
export interface AppendedWith {
  /** Take the numbers that follow, and the same instant. */
  readonly also?: readonly NewRegisterEntry[]
  /** Who is to hear of the entry. */
  readonly tell?: readonly NewRecipientNotice[]
}

/** All that a register has about one record. */
export interface RegisterSnapshot {
  /** The instant at which these were all there were. Nothing is registered before it afterwards. */
  readonly asOf: EpochSeconds
  /** In order of sequence. */
  readonly entries: readonly RegisterEntry[]
}

/**
 * Where a register keeps its entries. `@fidecura/store` implements it on SQLite.
 *
 * Every method is one atomic step, among processes too, and what it returns is durable: the promise
 * resolves once the disk has it. The clock is read inside the step, for an instant read before it
 * could lie before that of an entry, or of a word given, that came first.
 */
export interface RegisterStore {
  /**
   * Appends the entry, and what goes in with it, unless something of its kind and key is there, or of
   * the kind and key of one that goes in with it: then nothing is appended, and the first that is there is
   * returned. Nothing is ever replaced or removed.
   *
   * `registeredAt` is the clock's instant, or the latest one ever given by this store if that is
   * later.
   */
  append(entry: NewRegisterEntry, clock: Clock, more?: AppendedWith): Promise<RegisterEntry>
  find(kind: RegisterEntryKind, key: string): Promise<RegisterEntry | undefined>
  /** Everything about one record, and the instant that is true of. */
  snapshot(record: string, clock: Clock): Promise<RegisterSnapshot>
  /** Who was to hear of what, and who did. */
  readonly outbox: RegisterOutbox
  /** The latest instant ever given, by which a clock that was set back is noticed. */
  latest(): Promise<EpochSeconds | undefined>
}
