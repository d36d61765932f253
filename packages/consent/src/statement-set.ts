import { deepFreeze, type EpochSeconds } from '@fidecura/base'
import type { Did } from '@fidecura/identity'
import { ConsentError } from './errors.ts'
import type { RepresentedBy } from './representation/representation.ts'
import type { Terms } from './terms.ts'

declare const verified: unique symbol

/** A consent permits; a restriction and an objection only ever deny. */
export type StatementKind = 'consent' | 'restriction' | 'objection'

/** How a custodian numbers its patients. */
export interface RecordNumber {
  /** A URI. */
  readonly system: string
  readonly value: string
}

/** Whom a statement is about: the one party that is permitted or denied. */
export interface Grantee {
  readonly did: Did
  readonly name: string
  /** The domain that the name stands beside, for the did:web of exactly that domain. */
  readonly domain?: string
}

/** One verified statement, as the register has it. */
export interface RegisteredStatement {
  /** The register's order; of two statements the one with the greater is the newer. */
  readonly sequence: number
  readonly registeredAt: EpochSeconds
  /**
   * When the register received the withdrawal. Absent, too, where a restriction or objection was taken
   * back with a key that turned out to have been stolen by then.
   */
  readonly withdrawnAt: EpochSeconds | undefined
  /** Where it was not taken back, but another statement has its place: the `sequence` of that one. */
  readonly replacedBy?: number
  /**
   * The identity of who signed is found to have been revoked by the time of registration, such as
   * that of a stolen key; or whoever signed in the patient's place had no authority, or has none any
   * more and it was not ratified. It permits nothing. What it denies, it denies all the same.
   */
  readonly defeated?: true
  /**
   * Of a consent that somebody gave in the patient's place: they took it back, or replaced it, themselves. So it closes
   * what it had opened, and nothing that the patient permits.
   */
  readonly endedBySigner?: true
  /**
   * The register lost it, and what it said is not known here: it may have forbidden anything, so the answer is
   * `unknown` wherever it would decide. Kind, grantee, controller and terms stand for whatever it was, its sequence is
   * no number of the register.
   */
  readonly lost?: true
  /** As whom somebody signed it in the patient's place. */
  readonly by?: RepresentedBy
  /** Of one signed in the patient's place: whether it counts against what the patient stated. */
  readonly overrides?: true
  readonly id: string
  readonly issuer: Did
  readonly kind: StatementKind
  readonly grantee: Grantee
  /** Who keeps the data that it is about. */
  readonly controller: Did
  readonly terms: Terms
  /** In force from here, inclusive, */
  readonly validFrom: EpochSeconds
  /** to here, exclusive. */
  readonly validUntil: EpochSeconds
}

/** What a verified set says. */
export interface StatementSetFields {
  readonly record: RecordNumber
  /** The instant at which the register says that these are all. */
  readonly asOf: EpochSeconds
  readonly register: Did
  readonly statements: readonly RegisteredStatement[]
}

/** Every statement about one record. Only `verifyStatementSet` makes one. Deep-frozen. */
export interface VerifiedStatementSet extends StatementSetFields {
  readonly [verified]: true
}

// JavaScript callers have no types; membership here is what stops them.
const minted = /* @__PURE__ */ new WeakSet<object>()
const historic = /* @__PURE__ */ new WeakSet<object>()
const revisions = /* @__PURE__ */ new WeakMap<object, number>()

/**
 * Not part of the package.
 *
 * @param asKnownAt - Where an archive's knowledge ends that the identities were judged by.
 * @param revision - Of the word: of two sets of a record, the one with the greater knows more.
 */
export function mintStatementSet(
  fields: StatementSetFields,
  asKnownAt?: EpochSeconds,
  revision?: number,
): VerifiedStatementSet {
  const { record, asOf, register, statements } = fields
  const value = deepFreeze(structuredClone({ record, asOf, register, statements }))
  const brand = asKnownAt === undefined ? minted : historic
  brand.add(value)
  if (revision !== undefined) revisions.set(value, revision)
  return value as unknown as VerifiedStatementSet
}

/** Not part of the package. Undefined for a set that no word was verified of. */
export function revisionOf(set: VerifiedStatementSet): number | undefined {
  return revisions.get(set)
}

/** @throws {@link ConsentError} `statement_set_not_verified`, `statement_set_historic`. */
export function assertVerifiedStatementSet(set: VerifiedStatementSet): void {
  if (minted.has(set)) return
  if (historic.has(set)) {
    throw new ConsentError('statement_set_historic', 'Of an archive, which decides nothing')
  }
  throw new ConsentError(
    'statement_set_not_verified',
    'Pass the value that verifyStatementSet returned',
  )
}

/**
 * Lets an archive's sets pass, too: for answers about the past, which no gate takes.
 *
 * @throws {@link ConsentError} `statement_set_not_verified`.
 */
export function assertKnownStatementSet(set: VerifiedStatementSet): void {
  if (!historic.has(set)) assertVerifiedStatementSet(set)
}
