import { compareWords, type WordVerdict } from './compare-words.ts'
import { ConsentError } from './errors.ts'
import { type JudgedBy, openingOf } from './judged-by.ts'
import { recordKey } from './register/register-entry.ts'
import { decodeWord, type RegisterWord, verifyWord } from './register-word.ts'
import type { RecordNumber } from './statement-set.ts'
import type { TrustedRegister } from './trusted-register.ts'
import type { Contradiction, SeenWord, WordState } from './word-state.ts'

/**
 * Lets a word pass that takes nothing back of what its register said before.
 *
 * @param token - Of the word, which was verified.
 * @throws ConsentError `word_rolled_back`, `register_equivocates`; those of the state.
 */
export async function rememberWord(
  token: string,
  word: RegisterWord,
  words: WordState,
): Promise<void> {
  const { issuer: register, revision, issuedAt: asOf } = word
  const seen = { register, record: recordKey(word.record), revision, asOf, word: token }
  const verdict = await words.advance(seen, (last) => judgeWord(last, word))
  if (verdict === 'older') {
    throw new ConsentError('word_rolled_back', 'A later word was seen before')
  }
  if (verdict === 'contradiction') {
    throw new ConsentError('register_equivocates', 'It says otherwise than it said before')
  }
}

function judgeWord({ word, revision, asOf }: SeenWord, next: RegisterWord): WordVerdict {
  if (word !== undefined) return compareWords(decodeWord(word), next)
  if (next.revision < revision) return next.issuedAt > asOf ? 'contradiction' : 'older'
  return 'newer'
}

/** Whose words they are, by the keys that it has at present. */
export interface VerifyContradictionOptions
  extends Pick<JudgedBy, 'verifier' | 'now' | 'signal'>,
    TrustedRegister {}

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
  const { register, registerKeys } = options
  const call = { ...openingOf(options, undefined), register, registerKeys }
  const one = await verifyWord(first, call)
  const other = await verifyWord(second, call)
  const contradict =
    recordKey(one.record) === recordKey(other.record) &&
    compareWords(one, other) === 'contradiction'
  if (contradict) return Object.freeze({ ...one.record })
  throw new ConsentError('words_agree', 'Both of them can be true')
}
