import type { EpochSeconds } from '@fidecura/base'
import { ConsentError } from './errors.ts'
import { recordKey } from './register/register-entry.ts'
import { revisionOf, type VerifiedStatementSet } from './statement-set.ts'

/** Of each record the newest set that a decider verified. */
export interface NewestSets {
  remember(set: VerifiedStatementSet, now: EpochSeconds): void
  /**
   * Whoever holds a set for the seconds that a word counts could else decide by it after something was
   * withdrawn, though this process knows.
   *
   * @throws ConsentError `word_rolled_back`.
   */
  assertNewest(set: VerifiedStatementSet): void
}

/** Remembers no longer than {@link maxAgeSeconds}: older sets decide nothing anyway. */
export function createNewestSets(maxAgeSeconds: number): NewestSets {
  // In order of when they were remembered.
  const newest = new Map<string, { readonly revision: number; readonly until: number }>()
  const keyOf = ({ register, record }: VerifiedStatementSet): string =>
    JSON.stringify([register, recordKey(record)])

  return Object.freeze<NewestSets>({
    remember(set, now) {
      const key = keyOf(set)
      const revision = Math.max(revisionOf(set) ?? 0, newest.get(key)?.revision ?? 0)
      newest.delete(key)
      newest.set(key, { revision, until: now + maxAgeSeconds })
      for (const [old, { until }] of newest) {
        if (until >= now) return
        newest.delete(old)
      }
    },
    assertNewest(set) {
      const revision = revisionOf(set) ?? 0
      if (revision >= (newest.get(keyOf(set))?.revision ?? 0)) return
      throw new ConsentError('word_rolled_back', 'A later word was seen before')
    },
  })
}
