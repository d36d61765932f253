import type { EpochSeconds } from '@fidecura/base'
import type { WordVerdict } from './compare-words.ts'

/** A word of a register that was seen. */
export interface SeenWord {
  readonly register: string
  readonly record: string
  /** Sequence of the newest entry about the record; 0 if there is none. */
  readonly revision: number
  readonly asOf: EpochSeconds
  /** As the register signed it; undefined: seen before states kept it. */
  readonly word: string | undefined
}

/** Two words of one register about one record that cannot both be true, as it signed them. */
export interface Contradiction {
  readonly register: string
  readonly record: string
  /** The one that was seen first. */
  readonly first: string
  readonly second: string
}

/**
 * What a platform remembers of the words of registers: the last of each record, so that no old one hides a
 * withdrawal and no register takes back what it said; and, of each record, the first two that
 * contradict one another, to show to others. `@fidecura/store` implements it on SQLite.
 */
export interface WordState {
  /**
   * Compares a word with the last of its register and record; one atomic and durable step.
   *
   * A `newer` one is remembered instead, and so is the first of all; of a `contradiction` both are
   * kept, unless there are two already.
   *
   * @param judge - Pure; called within the step, with the last one.
   * @returns What `judge` said; `newer` for the first one.
   */
  advance(word: SeenWord, judge: (last: SeenWord) => WordVerdict): Promise<WordVerdict>
  /** Each of them can be shown to anybody: `verifyContradiction`. */
  contradictions(): Promise<readonly Contradiction[]>
}

/** Remembers in this process, and forgets when it ends. */
export function createMemoryWordState(): WordState {
  const seen = new Map<string, SeenWord>()
  const found = new Map<string, Contradiction>()
  return Object.freeze<WordState>({
    async advance(word, judge) {
      const { register, record } = word
      // As JSON, since no separator is safe between texts of others.
      const key = JSON.stringify([register, record])
      const last = seen.get(key)
      const verdict = last === undefined ? 'newer' : judge(last)
      if (verdict === 'newer') seen.set(key, Object.freeze({ ...word }))
      const both = verdict === 'contradiction' ? contradictionOf(last, word) : undefined
      if (both !== undefined && !found.has(key)) found.set(key, both)
      return verdict
    },
    contradictions: async () => Object.freeze([...found.values()]),
  })
}

/** @returns undefined where one of them was not kept. */
function contradictionOf(last: SeenWord | undefined, next: SeenWord): Contradiction | undefined {
  if (last?.word === undefined || next.word === undefined) return undefined
  const { register, record } = next
  return Object.freeze({ register, record, first: last.word, second: next.word })
}
