import { digestOf } from '@fidecura/identity'
import { ConsentError } from './errors.ts'
import type { RegisterWord, WordEntry } from './register-word.ts'
import type { StatementWithEvidence } from './with-evidence.ts'

/** A statement of a set, and what the register’s word says of it. */
export interface MatchedStatement {
  readonly entry: WordEntry
  readonly statement: StatementWithEvidence
}

/**
 * Finds the statement of each entry: a set has exactly those that its word names.
 *
 * @throws ConsentError `statement_set_incomplete`, `statement_set_extra`.
 */
export async function matchWord(
  { statements: entries }: RegisterWord,
  statements: readonly StatementWithEvidence[],
): Promise<readonly MatchedStatement[]> {
  const byDigest = new Map<string, StatementWithEvidence>()
  for (const statement of statements) byDigest.set(await digestOf(statement.token), statement)
  const matched = entries.map((entry) => {
    const statement = byDigest.get(entry.digest)
    // Each counts once, also for a word that names one of them twice.
    byDigest.delete(entry.digest)
    if (statement === undefined) {
      throw new ConsentError(
        'statement_set_incomplete',
        'A statement that the word names is missing',
      )
    }
    return { entry, statement }
  })
  // Also where one is there twice.
  if (matched.length === statements.length) return matched
  throw new ConsentError('statement_set_extra', 'A statement that the word does not name')
}
