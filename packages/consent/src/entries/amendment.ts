import { digestOf } from '@fidecura/identity'
import { ConsentError } from '../errors.ts'
import {
  type ConfirmedEntry,
  type VerifiedConfirmation,
  type VerifyConfirmedEntryOptions,
  verifyConfirmedEntry,
} from './confirmation.ts'
import { type VerifiedEntry, type VerifyEntryOptions, verifyEntry } from './entry.ts'

/** An entry that answers a dispute, and the bytes that it is about. */
export interface AmendingEntry {
  readonly token: string
  readonly bytes: Uint8Array
}

/** By whom all three are judged. */
export interface VerifyAmendmentOptions extends VerifyConfirmedEntryOptions {
  /** Of whoever made the amendment, who may be another practitioner. */
  readonly amender: Pick<VerifyEntryOptions, 'evidence' | 'existedBy'>
}

/** What was disputed, the dispute, and what answers it. */
export interface VerifiedAmendment {
  readonly disputed: VerifiedEntry
  readonly dispute: VerifiedConfirmation
  readonly amendment: VerifiedEntry
}

/**
 * Proves that a practitioner answered exactly this dispute of exactly this entry by another one, in the same
 * record. What was disputed stays as it was, beside it; whether the patient agrees now, they say anew.
 *
 * @param disputed - The entry, and the patient's dispute as its confirmation.
 * @throws {@link ConsentError} `amendment_mismatch`; those of `verifyEntry` and
 *   `verifyConfirmedEntry`.
 */
export async function verifyAmendment(
  { token, bytes }: AmendingEntry,
  disputed: ConfirmedEntry,
  { amender, ...options }: VerifyAmendmentOptions,
): Promise<VerifiedAmendment> {
  const { verifier, signal, now = verifier.clock() } = options
  const before = await verifyConfirmedEntry(disputed, { ...options, now })
  const amendment = await verifyEntry(token, { verifier, now, signal, ...amender, bytes })
  const { record, amends } = amendment
  const answers =
    before.confirmation.verdict === 'disputed' &&
    amends?.entry === (await digestOf(disputed.entry)) &&
    amends.dispute === (await digestOf(disputed.confirmation)) &&
    record.system === before.entry.record.system &&
    record.value === before.entry.record.value
  if (!answers) throw amendmentMismatch()
  return Object.freeze({ disputed: before.entry, dispute: before.confirmation, amendment })
}

export function amendmentMismatch(): ConsentError {
  return new ConsentError('amendment_mismatch', 'Answers no dispute of this entry')
}
