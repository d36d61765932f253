import {
  type Clock,
  canonicalizeJson,
  decodeUtf8,
  type EpochSeconds,
  type JsonObject,
} from '@fidecura/base'
import type { Identifier } from './coding.ts'
import type { StatusValue } from './status/status-reading.ts'

/**
 * Which of an issuer's credentials are meant: those that everything applies to that is named. At least
 * one thing must be, so that a forgotten member never means all of them.
 */
export interface SwitchSelection {
  /** One credential. */
  readonly id?: string
  readonly type?: string
  /** Whom they are about, such as the DID of a doctor. */
  readonly subject?: string
  /** A number that they carry at the top of their claims: in a register of a profession, of a record. */
  readonly person?: Identifier
  /** DID of an organisation or department: roles there, and what accredits it. */
  readonly department?: string
  /** Whatever this issuer has issued. */
  readonly everything?: true
}

/** One credential that a selection names. */
export interface SelectedCredential {
  readonly id: string
  readonly type: string
  readonly list: string
  readonly index: number
  /** As it stands. */
  readonly value: StatusValue
}

/** How far a long act is. */
export interface SwitchProgress {
  readonly matched: number
  readonly changed: number
}

/** What somebody orders about all that a selection names. */
export interface NewSwitchAct {
  readonly issuer: string
  /**
   * The same act again does nothing and returns what was done; another one is `issued_conflict`. Of an
   * order that was approved, `order:` and the id of the order: acts have ids of their own.
   */
  readonly id: string
  readonly kind: 'suspend' | 'revoke'
  readonly selection: SwitchSelection
  readonly reason?: string
  readonly invalidFrom?: EpochSeconds
  /** Who ordered it and what shows it, where that was proven. Kept as it is. */
  readonly orderedBy?: JsonObject
}

/** One switch that was thrown. */
export interface SwitchAct extends NewSwitchAct {
  readonly at: EpochSeconds
  /** How many were meant. */
  readonly matched: number
  /** How many of them were changed by it: the others were so already. */
  readonly changed: number
  /** Those to publish anew. */
  readonly lists: readonly string[]
  readonly undone?: { readonly at: EpochSeconds; readonly reinstated: number }
}

/** What a store is told beside the act. */
export interface SwitchOptions {
  readonly clock: Clock
  /** How many must be meant, or nothing is done: what a preview has said. */
  readonly expected?: number
  /**
   * How many entries without a credential change along with each that does, of a hundred at most on one
   * list, which is as many as a batch has: so that neither number nor neighbours tell whose they are.
   * They are reinstated with what they came among. Default 0. Fewer where a list is full.
   */
  readonly decoys?: number
  /** After each thousand or so. What it throws undoes the whole. */
  readonly onProgress?: (progress: SwitchProgress) => void
}

/** One page, in order of id. */
export interface SwitchPage {
  /** The last id of the page before. */
  readonly after?: string
  readonly limit: number
}

/** What credentials are found by, beside id and type. */
export interface IssuedLabel {
  readonly kind: 'subject' | 'person' | 'department'
  readonly value: string
}

/**
 * The part of an issuer's store that turns off many at once. Each act is one atomic and durable step,
 * however many it is about: whoever reads sees all of it or nothing.
 */
export interface SwitchStore {
  /** Only credentials that have a status. */
  select(
    issuer: string,
    selection: SwitchSelection,
    page: SwitchPage,
  ): Promise<readonly SelectedCredential[]>
  /**
   * Writes a change down for each that is meant. Leaves alone what was revoked, and what is suspended
   * already. Refuses with `switch_count_changed` where not as many are meant as were expected, and what
   * `change` refuses.
   */
  act(act: NewSwitchAct, options: SwitchOptions): Promise<SwitchAct>
  /**
   * Reinstates what this act suspended, and nothing else: not what was suspended before, nor what
   * another act that still stands has suspended too, nor what somebody changed one by one since.
   * Refuses with `switch_not_found`, and a revocation with `switch_not_undoable`.
   */
  undo(
    issuer: string,
    id: string,
    options: Omit<SwitchOptions, 'expected' | 'decoys'>,
  ): Promise<SwitchAct>
  /** Newest first. */
  acts(issuer: string, limit: number): Promise<readonly SwitchAct[]>
  /** Kept before there were labels, so that nothing but id and type finds them. At most `limit`. */
  unlabelled(issuer: string, limit: number): Promise<readonly { id: string; token: string }[]>
  label(issuer: string, id: string, labels: readonly IssuedLabel[]): Promise<void>
}

/**
 * Whether an act is the one that was done under its id, for those who keep acts: of the same kind, about
 * the same selection, for the same reason, and bad from the same instant on. Who ordered it may have
 * signed anew.
 */
export function isSameSwitchAct(known: NewSwitchAct, act: NewSwitchAct): boolean {
  return textOf(known) === textOf(act)
}

function textOf({ kind, selection, reason, invalidFrom }: NewSwitchAct): string {
  const from = invalidFrom === undefined ? {} : { invalidFrom: Math.floor(invalidFrom) }
  const why = reason === undefined ? {} : { reason }
  const named = Object.entries(selection).filter(([, value]) => value !== undefined)
  const content = { kind, selection: Object.fromEntries(named), ...why, ...from }
  return decodeUtf8(canonicalizeJson(content as unknown as JsonObject))
}
