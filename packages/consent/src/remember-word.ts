import { compareWords, type WordVerdict } from './compare-words.ts'
import { ConsentError } from './errors.ts'
import { recordKey } from './register/register-entry.ts'
import { isExplainedBy } from './register-loss/explained-by-loss.ts'
import { decodeRegisterLoss } from './register-loss/register-loss.ts'
import { decodeWord, type RegisterWord } from './register-word.ts'
import type { SeenWord, WordState } from './word-state.ts'

/**
 * Lets a word pass that takes nothing back of what its register said before, but what it lost and was accepted.
 *
 * @param token - Of the word, which was verified.
 * @returns The words that this client saw last before such losses.
 * @throws ConsentError `word_rolled_back`, `register_equivocates`; those of the state.
 */
export async function rememberWord(
  token: string,
  word: RegisterWord,
  words: WordState,
): Promise<readonly RegisterWord[]> {
  const { issuer: register, revision, issuedAt: asOf } = word
  const seen = { register, record: recordKey(word.record), revision, asOf, word: token }
  let lost: readonly string[] = []
  const verdict = await words.advance(seen, (last, losses) => {
    const said = judgeWord(last, word, losses)
    const before = said === 'after_loss' && last.word !== undefined ? [last.word] : []
    lost = [...(last.lost ?? []), ...before]
    return said
  })
  if (verdict === 'older') {
    throw new ConsentError('word_rolled_back', 'A later word was seen before')
  }
  if (verdict === 'contradiction') {
    throw new ConsentError('register_equivocates', 'It says otherwise than it said before')
  }
  return lost.map(decodeWord)
}

/** Losses of which a client keeps the words from before, for one record. */
const maxLosses = 8

function judgeWord(
  { word, revision, asOf, lost = [] }: SeenWord,
  next: RegisterWord,
  losses: readonly string[],
): WordVerdict {
  if (word !== undefined) {
    const last = decodeWord(word)
    const verdict = compareWords(last, next)
    if (verdict !== 'contradiction' || lost.length >= maxLosses) return verdict
    const isLost = losses.some((loss) => isExplainedBy(decodeRegisterLoss(loss), last, next))
    return isLost ? 'after_loss' : verdict
  }
  if (next.revision < revision) return next.issuedAt > asOf ? 'contradiction' : 'older'
  return 'newer'
}
