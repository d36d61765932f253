import type { Did } from '@fidecura/identity'
import type { CustodianFacts } from './custodian-facts.ts'
import type { LegalBasis } from './jurisdiction.ts'
import type { Requester } from './requester.ts'
import type { RecordNumber } from './statement-set.ts'
import type { Action, ConsentCoding, TimeSpan } from './terms.ts'
import type { VerifiedBreakGlass } from './verify-break-glass.ts'

/** One request for data about one patient. */
export interface AccessRequest {
  readonly requester: Requester
  readonly subject: RecordNumber
  /** ActReason codes; every one of them must be permitted. */
  readonly purposes: readonly string[]
  readonly action: Action
  /** Every entry must be permitted. */
  readonly data: readonly RequestedData[]
  /**
   * Who keeps the data, as whoever asks `decide` knows; a decider has a default for it. A statement is about the data that its
   * controller keeps: without this, no permit matches, every denial does, and whoever relies on consent
   * is answered `custodian_missing`.
   */
  readonly custodian?: Did
  /** What the custodian knows of who belongs to whom. Never from the requester. */
  readonly facts?: CustodianFacts
  /** What the requester relies on. Others than consent are a matter of jurisdiction rules. */
  readonly legalBasis: LegalBasis
  /** Of the legal basis `vital_interest`: what was proven. */
  readonly breakGlass?: VerifiedBreakGlass
}

/** What is asked for: one record as it is, or everything of a kind. */
export type RequestedData = RequestedItem | RequestedCategory

/**
 * One record. What is not said of it is not known: it matches every denial and no permit that asks
 * for it.
 */
export interface RequestedItem {
  readonly scope: 'item'
  /** What identifies it. */
  readonly record?: string
  /** Of all records that refer to it. */
  readonly related?: readonly string[]
  /** Of all records that it refers to. */
  readonly dependsOn?: readonly string[]
  /** Of all who wrote it. */
  readonly authors?: readonly string[]
  readonly types?: readonly ConsentCoding[]
  readonly codes?: readonly ConsentCoding[]
  readonly labels?: readonly ConsentCoding[]
  /** When it was made, or the time that it covers. */
  readonly period?: TimeSpan
}

/**
 * Everything of one of these kinds that has one of these codes. What of it is denied, or lies outside a permit's labels or
 * times, comes back as an obligation; every record released must be looked at for that.
 */
export interface RequestedCategory {
  readonly scope: 'category'
  readonly types?: readonly ConsentCoding[]
  readonly codes?: readonly ConsentCoding[]
  readonly period?: TimeSpan
}
