import type { StatusChange } from './status-history.ts'

/**
 * Whether a change says anything about an entry that the last one does not: another value, another
 * reason to suspend, or that it was bad from an earlier instant on. What is no news need not be written
 * down again, and all else must be: a history that is silent about it lets the past stay good.
 *
 * @param before - The last change of the entry.
 */
export function isStatusNews(
  change: Pick<StatusChange, 'value' | 'reason' | 'invalidFrom'>,
  before: Pick<StatusChange, 'value' | 'at' | 'reason' | 'invalidFrom'> | undefined,
): boolean {
  if (before?.value !== change.value) return true
  if (change.value === 'suspended' && before.reason !== change.reason) return true
  return reachesFurtherBack(change, before)
}

/** The one thing that may still be said of what is revoked. */
export function reachesFurtherBack(
  { value, invalidFrom }: Pick<StatusChange, 'value' | 'invalidFrom'>,
  before: Pick<StatusChange, 'value' | 'at' | 'invalidFrom'>,
): boolean {
  if (value === 'valid' || before.value !== value || invalidFrom === undefined) return false
  return Math.floor(invalidFrom) < (before.invalidFrom ?? before.at)
}
