import type { EpochSeconds } from '@fidecura/base'
import { matchWord } from './match-word.ts'
import { readStatementSet } from './read-statement-set.ts'
import { verifyWord, type WordEntry } from './register-word.ts'
import type { OpenTokenOptions } from './signed-token.ts'
import type { RecordNumber } from './statement-set.ts'
import type { TrustsRegister } from './trusted-register.ts'
import type { StatementSet } from './with-evidence.ts'

/** What a register names of a record, under its signature. */
export interface NamedStatements {
  readonly record: RecordNumber
  /** The instant that it is true of. */
  readonly asOf: EpochSeconds
  /** In the order of registration. Who signed each, and whether they might, is not proven. */
  readonly statements: readonly NamedStatementToken[]
}

/** A token as the register has it. */
export interface NamedStatementToken
  extends Pick<WordEntry, 'digest' | 'registeredAt' | 'withdrawnAt'> {
  readonly token: string
}

/** Whose word counts, and when. */
export interface VerifyNamedStatementsOptions extends OpenTokenOptions, TrustsRegister {}

/**
 * Proves that a set shows all that its register names, and nothing else: for whoever looks at what they have stated.
 * It judges no statement, so nothing is decided by it; for that is `verifyStatementSet`.
 *
 * @throws {@link ConsentError} `token_malformed`, `token_from_future`, `register_malformed`, `register_wrong`,
 *   `statement_set_incomplete`, `statement_set_extra`; those of `verifyDidJws`.
 */
export async function verifyNamedStatements(
  set: StatementSet,
  options: VerifyNamedStatementsOptions,
): Promise<NamedStatements> {
  const { word: token, statements } = readStatementSet(set)
  const word = await verifyWord(token, options)
  const matched = await matchWord(word, statements)
  return {
    ...{ record: word.record, asOf: word.issuedAt },
    statements: matched.map(({ entry, statement }) => {
      const { digest, registeredAt, withdrawnAt } = entry
      const withdrawn = withdrawnAt === undefined ? {} : { withdrawnAt }
      return { token: statement.token, digest, registeredAt, ...withdrawn }
    }),
  }
}
