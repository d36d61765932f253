import type { EpochSeconds } from '@fidecura/base'
import type { WordVerdict } from './compare-words.ts'
import { ConsentError } from './errors.ts'

/** A word of a register that was seen. */
export interface SeenWord {
  readonly register: string
  readonly record: string
  /** Sequence of the newest entry about the record; 0 if there is none. */
  readonly revision: number
  readonly asOf: EpochSeconds
  /** As the register signed it; undefined: seen before states kept it. */
  readonly word: string | undefined
  /** Those seen last before the register lost something, oldest first, so that none of it is forgotten. */
  readonly lost?: readonly string[]
}

/** That a register lost something, as it signed it and as this client accepted it. */
export interface AcceptedLoss {
  readonly register: string
  readonly loss: string
  /** Of the two people who stand behind it. */
  readonly approvals: readonly string[]
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
   * A `newer` one is remembered instead, with what the last has in `lost`, and so is the first of all; of a
   * `contradiction` both are kept, unless there are two already. Of one `after_loss` both are done, and the word of
   * the last is added to `lost`.
   *
   * @param judge - Pure; called within the step, with the last one, and the losses of its register that were
   *   accepted.
   * @returns What `judge` said; `newer` for the first one.
   */
  advance(
    word: SeenWord,
    judge: (last: SeenWord, losses: readonly string[]) => WordVerdict,
  ): Promise<WordVerdict>
  /** Keeps it for good; the same one again changes nothing. `acceptRegisterLoss` calls it. */
  acceptLoss(loss: AcceptedLoss): Promise<void>
  /** What was accepted, in no order. */
  losses(): Promise<readonly AcceptedLoss[]>
  /** Each of them can be shown to anybody: `verifyContradiction`. */
  contradictions(): Promise<readonly Contradiction[]>
}

/** How much is remembered. */
export interface MemoryWordStateOptions {
  /** Of how many records, with a word each. Default 100,000. */
  readonly maxRecords?: number
}

/**
 * Remembers in this process, and forgets when it ends.
 *
 * @throws {@link ConsentError} from `advance`: `word_state_full` (unknown), for a record that it knows nothing
 *   of. It forgets none, or whoever fills it could show an old word after that.
 */
export function createMemoryWordState(options: MemoryWordStateOptions = {}): WordState {
  const { maxRecords = 100_000 } = options
  const seen = new Map<string, SeenWord>()
  const found = new Map<string, Contradiction>()
  const accepted = new Map<string, AcceptedLoss>()
  return Object.freeze<WordState>({
    async advance(word, judge) {
      const { register, record } = word
      // As JSON, since no separator is safe between texts of others.
      const key = JSON.stringify([register, record])
      const last = seen.get(key)
      if (last === undefined && !(seen.size < maxRecords)) {
        const unknown = { outcome: 'unknown' } as const
        throw new ConsentError('word_state_full', 'It remembers as many records as it can', unknown)
      }
      const losses = [...accepted.values()].filter((each) => each.register === register)
      const tokens = losses.map(({ loss }) => loss)
      const verdict = last === undefined ? 'newer' : judge(last, tokens)
      const isLoss = verdict === 'after_loss'
      if (verdict === 'newer' || isLoss) {
        const before = isLoss && last?.word !== undefined ? [last.word] : []
        const lost = [...(last?.lost ?? []), ...before]
        seen.set(key, Object.freeze({ ...word, ...(lost.length > 0 && { lost }) }))
      }
      const isFound = verdict === 'contradiction' || isLoss
      const both = isFound ? contradictionOf(last, word) : undefined
      if (both !== undefined && !found.has(key)) found.set(key, both)
      return verdict
    },
    contradictions: async () => Object.freeze([...found.values()]),
    acceptLoss: async ({ register, loss, approvals }) => {
      const kept = Object.freeze({ register, loss, approvals: Object.freeze([...approvals]) })
      const key = JSON.stringify([register, loss])
      if (!accepted.has(key)) accepted.set(key, kept)
    },
    losses: async () => Object.freeze([...accepted.values()]),
  })
}

/** @returns undefined where one of them was not kept. */
function contradictionOf(last: SeenWord | undefined, next: SeenWord): Contradiction | undefined {
  if (last?.word === undefined || next.word === undefined) return undefined
  const { register, record } = next
  return Object.freeze({ register, record, first: last.word, second: next.word })
}
