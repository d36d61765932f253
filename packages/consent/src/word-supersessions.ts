import { ConsentError } from './errors.ts'
import { referenceKey } from './register-entry.ts'
import type { RegisterWord } from './register-word.ts'
import type { Statement } from './statement.ts'

/**
 * Makes sure that a word ends what other statements that it names have taken the place of: a register could
 * otherwise keep a wider one beside what it was narrowed to.
 *
 * @param statements - Proven, all that the word names.
 * @throws ConsentError `statement_set_mismatch`.
 */
export function assertSupersessions(word: RegisterWord, statements: readonly Statement[]): void {
  const named = new Map(word.statements.map((entry) => [referenceKey(entry), entry]))
  const ends = statements.every(({ supersedes }) => {
    if (supersedes === undefined) return true
    return named.get(referenceKey(supersedes))?.withdrawnAt !== undefined
  })
  if (ends) return
  throw new ConsentError('statement_set_mismatch', 'The word says otherwise of what was replaced')
}
