import { ConsentError } from './errors.ts'
import { referenceKey } from './register/register-entry.ts'
import type { RegisterWord } from './register-word.ts'
import type { Statement } from './statement.ts'
import type { NamedStatement } from './withheld.ts'

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

/**
 * Says of what did not just end which statement has its place, and whether whoever had given it replaced it. `named`
 * is in the order of the word.
 */
export function withSuccessors(
  named: readonly NamedStatement[],
  { statements }: RegisterWord,
): readonly NamedStatement[] {
  const sequences = new Map(statements.map(({ digest, sequence }) => [digest, sequence]))
  return named.map((each, index) => {
    const { withdrawal = '' } = statements[index] ?? {}
    const replacedBy = sequences.get(withdrawal)
    if (replacedBy === undefined || each.registered.withdrawnAt === undefined) return each
    const by = named.find(({ registered }) => registered.sequence === replacedBy)?.registered
    const { by: place, issuer } = each.registered
    // Of a key that is gone nobody knows whose hand it was.
    const isOwn = place !== undefined && by?.issuer === issuer && by.defeated !== true
    const ended = isOwn ? { endedBySigner: true as const } : {}
    return { ...each, registered: { ...each.registered, replacedBy, ...ended } }
  })
}
