import type { EpochSeconds } from '@fidecura/base'

/** A word of a register that was seen. */
export interface SeenWord {
  readonly register: string
  readonly record: string
  /** Sequence of the newest entry about the record; 0 if there is none. */
  readonly revision: number
  readonly asOf: EpochSeconds
}

/**
 * What a platform remembers of the words of registers, so that an old one cannot hide a withdrawal
 * that it has seen. `@fidecura/store` implements it on SQLite.
 */
export interface WordState {
  /**
   * Remembers the word if its revision is the highest seen of this register and record; one atomic
   * and durable step.
   *
   * @returns `false`, and remembers nothing, if a higher revision was seen.
   */
  advance(word: SeenWord): Promise<boolean>
}

/** Remembers in this process, and forgets when it ends. */
export function createMemoryWordState(): WordState {
  const revisions = new Map<string, number>()
  return {
    async advance({ register, record, revision }) {
      // As JSON, since no separator is safe between texts of others.
      const key = JSON.stringify([register, record])
      if (revision < (revisions.get(key) ?? 0)) return false
      revisions.set(key, revision)
      return true
    },
  }
}
