import { compareWords } from './compare-words.ts'
import { ConsentError } from './errors.ts'
import { type JudgedBy, openingOf } from './judged-by.ts'
import { recordKey } from './register/register-entry.ts'
import { verifyWord } from './register-word.ts'
import type { RecordNumber } from './statement-set.ts'
import type { TrustsRegister } from './trusted-register.ts'
import type { Contradiction } from './word-state.ts'

/** Whose words they are, by the keys that it has at present. */
export interface VerifyContradictionOptions
  extends Pick<JudgedBy, 'verifier' | 'now' | 'signal'>,
    TrustsRegister {}

/**
 * Proves, to whoever has seen neither before, that one register signed two words about one record of which not
 * both can be true: it gave different people different answers, lost what it had, or dated back.
 *
 * @param contradiction - From `WordState.contradictions`.
 * @returns Whose record it is.
 * @throws {@link ConsentError} `words_agree`; `register_wrong`, `token_malformed`,
 *   `token_from_future`; those of `verifyDidJws`.
 */
export async function verifyContradiction(
  { first, second }: Pick<Contradiction, 'first' | 'second'>,
  options: VerifyContradictionOptions,
): Promise<RecordNumber> {
  const call = { ...openingOf(options, undefined), register: options.register }
  const one = await verifyWord(first, call)
  const other = await verifyWord(second, call)
  const contradict =
    recordKey(one.record) === recordKey(other.record) &&
    compareWords(one, other) === 'contradiction'
  if (contradict) return Object.freeze({ ...one.record })
  throw new ConsentError('words_agree', 'Both of them can be true')
}
