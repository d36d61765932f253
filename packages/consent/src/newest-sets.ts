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

interface Newest {
  readonly revision: number
  readonly asOf: EpochSeconds
  readonly until: number
}

/** Remembers no longer than {@link maxAgeSeconds}: older sets decide nothing anyway. */
export function createNewestSets(maxAgeSeconds: number): NewestSets {
  // In order of when they were remembered.
  const newest = new Map<string, Newest>()
  const keyOf = ({ register, record }: VerifiedStatementSet): string =>
    JSON.stringify([register, recordKey(record)])

  return Object.freeze<NewestSets>({
    remember(set, now) {
      const key = keyOf(set)
      const known = newest.get(key)
      const revision = revisionOf(set) ?? 0
      // Not by the number alone: a register that lost something goes on with lower ones.
      const isNewer =
        known === undefined ||
        set.asOf > known.asOf ||
        (set.asOf === known.asOf && revision >= known.revision)
      const last = isNewer ? { revision, asOf: set.asOf } : known
      newest.delete(key)
      newest.set(key, { ...last, until: now + maxAgeSeconds })
      for (const [old, { until }] of newest) {
        if (until >= now) return
        newest.delete(old)
      }
    },
    assertNewest(set) {
      const known = newest.get(keyOf(set))
      const isOld = known !== undefined && set.asOf <= known.asOf
      if (!isOld || (revisionOf(set) ?? 0) >= known.revision) return
      throw new ConsentError('word_rolled_back', 'A later word was seen before')
    },
  })
}
