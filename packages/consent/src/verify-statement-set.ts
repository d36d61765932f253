import {
  allowedSkewSeconds,
  type CodedError,
  type EpochSeconds,
  epochSeconds,
} from '@fidecura/base'
import type { Verifier } from '@fidecura/credentials'
import { type Did, digestOf } from '@fidecura/identity'
import {
  isRatified,
  isStatement,
  isWithdrawalDefeated,
  type JudgeLiftOptions,
  judgeStatement,
  type RegisteredAct,
} from './defeated.ts'
import { isEndedBySigner } from './ended-by-signer.ts'
import { ConsentError } from './errors.ts'
import { proveShown } from './evidence-digest.ts'
import { type JudgedBy, openingOf } from './judged-by.ts'
import { matchWord } from './match-word.ts'
import { openRegistered } from './own-key.ts'
import { readStatementSet } from './read-statement-set.ts'
import { recordKey } from './register/register-entry.ts'
import { keptByDigest, withLost } from './register-loss/lost-statements.ts'
import { type RegisterWord, verifyWord, type WordEntry } from './register-word.ts'
import { rememberWord } from './remember-word.ts'
import type { AgeRules } from './representation/age.ts'
import { authorityHolds } from './representation/prove-representation.ts'
import type { GuardianshipEvidence, MandateEvidence } from './representation/representation.ts'
import type { OpenTokenOptions } from './signed-token.ts'
import { type Statement, statementKind } from './statement.ts'
import { assertConsistent } from './statement-consistency.ts'
import {
  mintStatementSet,
  type RegisteredStatement,
  type VerifiedStatementSet,
} from './statement-set.ts'
import type { SignedStatement } from './statement-signer.ts'
import type { TrustsRegister } from './trusted-register.ts'
import type { StatementSet, StatementWithEvidence } from './with-evidence.ts'
import type { LiftEvidence } from './withdrawal-signer.ts'
import { defeatWithheld, type NamedStatement } from './withheld.ts'
import type { WordState } from './word-state.ts'
import { assertSupersessions, withSuccessors } from './word-supersessions.ts'

/** Whose word counts, and by whom the statements are judged. */
export interface VerifyStatementSetOptions extends JudgedBy, TrustsRegister {
  /** What was seen before, so that an old word cannot hide a withdrawal. */
  readonly words: WordState
  /** What the jurisdiction says about age. Without it nothing that somebody else permitted counts. */
  readonly ages?: AgeRules | undefined
  /** Tokens of statements that the register lost, from whoever kept them: what they denied is then known. */
  readonly lost?: readonly string[] | undefined
}

/**
 * Proves that these are exactly the statements that the register names, each signed by the patient
 * of the record by the time it was registered. The set knows of what instant that is true; whether
 * this is recent enough, `decide` asks.
 *
 * A statement that was withdrawn stays in the set, marked, whoever signed it: it permits nothing. So
 * does one whose signer's identity was revoked back to before it was registered (`defeated`). What forbids
 * is taken back only by who may lift it, with a key that was theirs by what is known today. A consent that somebody gave
 * in the patient's place ends with their authority, unless the patient ratified it. Whatever permits nothing
 * needs no key that its signer's DID still shows; a consent whose key is gone is defeated, and so is one
 * that was signed before something that was registered earlier took it back or forbade it.
 * What this client saw before its register lost it (`acceptRegisterLoss`) is in the set as `lost`.
 * What a verifier of an archive has judged can be looked at, and nothing be decided by it.
 *
 * @throws {@link ConsentError} `register_wrong`, `token_malformed`, `token_from_future`,
 *   `word_rolled_back`, `register_equivocates`; `statement_set_incomplete`, `statement_set_extra`, `statement_set_mismatch`;
 *   those of `verifyStatement`; those of the word state and the verifier.
 */
export async function verifyStatementSet(
  set: StatementSet,
  options: VerifyStatementSetOptions,
): Promise<VerifiedStatementSet> {
  const { word: token, statements } = readStatementSet(set)
  const { verifier, register, words } = options
  // A word is about the present, so its register's key must be its own at present.
  const opening = openingOf(options, undefined)
  const word = await verifyWord(token, { ...opening, register })
  const before = await rememberWord(token, word, words)
  const { record, issuedAt: asOf } = word
  const judge = { ...opening, verifier, ages: options.ages }
  const named: NamedStatement[] = []
  for (const { entry, statement } of await matchWord(word, statements)) {
    named.push(await verifyEntry(entry, statement, word, judge))
  }
  assertSupersessions(
    word,
    named.map(({ statement }) => statement),
  )
  const { asKnownAt } = options.verifier
  const shown = await keptByDigest(options.lost ?? [])
  const all = withLost(withSuccessors(named, word), word, before, shown)
  const said = { record, asOf, register: word.issuer, statements: defeatWithheld(all) }
  return mintStatementSet(said, asKnownAt, word.revision)
}

async function verifyEntry(
  entry: WordEntry,
  { token, evidence, withdrawal, ratification }: StatementWithEvidence,
  { record, issuer: register, statements }: RegisterWord,
  options: Judge,
): Promise<NamedStatement> {
  const { now, verifier, ages, signal } = options
  // The register's clock may be ahead of ours; what we hold existed by now in any case.
  const at = epochSeconds(Math.min(entry.registeredAt, now))
  const opened = await openRegistered(token, statementKind, { ...options, at })
  const { content: statement } = opened
  await assertConsistent(statement)
  assertNamed(statement, entry, register)
  if (recordKey(statement.record) !== recordKey(record)) throw mismatch()
  const judge = { verifier, now, signal }
  const { evidence: shown } = entry
  const withdrawnAt = await withdrawalOf(entry, withdrawal, statement, { ...judge, ages })
  // What took the place of something stands in the set, too.
  const isReplaced = withdrawal !== undefined && isStatement(withdrawal.token)
  if (isReplaced && !statements.some(({ digest }) => digest === entry.withdrawal)) throw mismatch()
  const judged = { ...judge, evidence, ages, at, shown }
  const force = await forceNow()
  const isOwnEnd = !isReplaced && (await isEndedByGiver())
  const { id, issuer, kind, by, grantee, terms, validFrom, validUntil } = statement
  const controller = statement.controller.did
  const { sequence, registeredAt } = entry
  const states = { sequence, registeredAt, withdrawnAt, ...(by === undefined ? {} : { by }) }
  const said = { id, issuer, kind, grantee, controller, terms, validFrom, validUntil }
  const ended = isOwnEnd ? { endedBySigner: true as const } : {}
  return { registered: { ...states, ...said, ...force, ...ended }, statement }

  async function isEndedByGiver(): Promise<boolean> {
    if (withdrawal === undefined || (await digestOf(withdrawal.token)) !== entry.withdrawal)
      return false
    return isEndedBySigner(entry, withdrawal, statement, { resolve: verifier.resolve, now, signal })
  }

  async function forceNow(): Promise<Force> {
    if ('lost' in opened) {
      const isKnown = withdrawnAt !== undefined || (await isDefeatedAnyway(opened.lost))
      if (isKnown) return { defeated: true }
      throw opened.lost
    }
    const signed = { statement, publicKey: opened.publicKey, token }
    const ratified = await ratificationOf(entry, ratification, signed, options)
    return withdrawnAt === undefined ? forceOf(signed, ratified, judged) : {}
  }

  /** What could not be found out matters for a consent in force alone, which may permit. */
  async function isDefeatedAnyway({ outcome }: CodedError): Promise<boolean> {
    if (outcome === 'failed' || statement.kind !== 'consent') return true
    if (statement.by === undefined) return false
    return !(await stillHolds(token, judged))
  }
}

type Force = Partial<Pick<RegisteredStatement, 'defeated' | 'overrides' | 'validUntil'>>

interface Judge extends OpenTokenOptions {
  readonly verifier: Verifier
  readonly ages: AgeRules | undefined
}

/**
 * What is left of a statement. A consent that somebody gave in the patient's place ends with the authority to,
 * unless the patient ratified it; what forbids stays, whatever became of whoever signed it.
 */
async function forceOf(
  signed: SignedStatement,
  ratified: boolean,
  options: Parameters<typeof judgeStatement>[1],
): Promise<Force> {
  const judged = await judgeStatement(signed, options)
  if (judged.defeated) return { defeated: true }
  const { authority } = judged
  if (authority === undefined) return {}
  const counts = authority.overrides ? { overrides: true as const } : {}
  const { kind, validUntil } = signed.statement
  if (kind !== 'consent' || ratified) return counts
  if (!(await stillHolds(signed.token, options))) return { ...counts, defeated: true }
  const ends = epochSeconds(Math.floor(Math.min(validUntil, authority.until)))
  return { ...counts, validUntil: ends }
}

/** Whether a representative's credentials hold today, whatever became of the keys they were signed with. */
async function stillHolds(
  token: string,
  options: Parameters<typeof judgeStatement>[1],
): Promise<boolean> {
  const evidence = options.evidence as GuardianshipEvidence | MandateEvidence
  const existedBy = await proveShown(token, evidence, options)
  return authorityHolds(evidence, { ...options, existedBy })
}

/** Whether the patient ratified it, which is not believed of a register either. */
async function ratificationOf(
  { ratifiedAt, ratification: digest, ratificationEvidence: shown }: WordEntry,
  act: RegisteredAct | undefined,
  { statement, token }: SignedStatement,
  { verifier, ages, now, signal }: Judge,
): Promise<boolean> {
  if (ratifiedAt === undefined) return false
  if (act === undefined) {
    throw new ConsentError(
      'statement_set_incomplete',
      'A ratification that the word names is missing',
    )
  }
  if ((await digestOf(act.token)) !== digest) throw mismatch()
  const at = epochSeconds(Math.min(ratifiedAt, now))
  const about = { token, content: statement }
  return isRatified(act, { verifier, ages, at, shown, now, signal, statement: about })
}

/**
 * When it was taken back. A consent's end widens nothing, so it counts on the register's word, whoever's key
 * it was. What forbids opens something by its end, so we see for ourselves whose key that was, and that a child
 * did not lift what a guardian placed.
 */
async function withdrawalOf(
  { withdrawnAt, withdrawal: digest, withdrawalEvidence: shown }: WordEntry,
  withdrawal: RegisteredAct<LiftEvidence> | undefined,
  statement: Statement,
  judge: Omit<JudgeLiftOptions, 'at' | 'shown'>,
): Promise<EpochSeconds | undefined> {
  if (withdrawnAt === undefined || statement.kind === 'consent') return withdrawnAt
  if (withdrawal === undefined) {
    throw new ConsentError(
      'statement_set_incomplete',
      'A withdrawal that the word names is missing',
    )
  }
  if ((await digestOf(withdrawal.token)) !== digest) throw mismatch()
  const at = epochSeconds(Math.min(withdrawnAt, judge.now))
  const defeated = await isWithdrawalDefeated(withdrawal, statement, { ...judge, at, shown })
  return defeated ? undefined : withdrawnAt
}

function assertNamed(statement: Statement, entry: WordEntry, register: Did): void {
  const { id, issuer, issuedAt } = statement
  // Signed later than registered: one of the two clocks is wrong by more than clocks may be.
  const early = issuedAt > entry.registeredAt + allowedSkewSeconds
  if (id === entry.id && issuer === entry.issuer && statement.register === register && !early)
    return
  throw mismatch()
}

function mismatch(): ConsentError {
  return new ConsentError('statement_set_mismatch', 'The word says otherwise of a statement')
}
