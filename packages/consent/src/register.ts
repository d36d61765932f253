import { allowedSkewSeconds, type EpochSeconds } from '@fidecura/base'
import type { Verifier } from '@fidecura/credentials'
import { digestOf, type Signer } from '@fidecura/identity'
import { ConsentError } from './errors.ts'
import type { PatientEvidence } from './patient-key.ts'
import { signReceipt } from './receipt.ts'
import type { NewRegisterEntry, RegisterEntry, RegisterStore } from './register-store.ts'
import { maxStatements, signWord, type WordEntry } from './register-word.ts'
import { decodeStatement } from './statement.ts'
import type { RecordNumber } from './statement-set.ts'
import { readDigest } from './token-shape.ts'
import { verifyStatement } from './verify-statement.ts'
import { type StatementReference, verifyWithdrawal, type WithdrawalEvidence } from './withdrawal.ts'

/** A statement with what a verifier needs to see whose it is. */
export interface StatementWithEvidence {
  readonly token: string
  readonly evidence: PatientEvidence
}

/** A withdrawal with what a register needs to see whose it is. */
export interface WithdrawalWithEvidence {
  readonly token: string
  readonly evidence: WithdrawalEvidence
}

/** All statements about a record, and the register's word that they are all. */
export interface StatementSet {
  readonly word: string
  readonly statements: readonly StatementWithEvidence[]
}

/** As whom a register signs, and what it stands on. */
export interface RegisterOptions {
  readonly signer: Signer
  readonly store: RegisterStore
  /** Judges the identities of those who sign; its clock is that of the register. */
  readonly verifier: Verifier
}

/** What one call may be told. */
export interface RegisterCallOptions {
  readonly signal?: AbortSignal | undefined
}

/**
 * Keeps the statements of patients and gives its word on them. What it acknowledged is durable if
 * its store is. Methods also throw what the store throws.
 */
export interface Register {
  /**
   * Takes a statement in. The same bytes again get the receipt of the first time.
   *
   * @returns A receipt, which also proves when the statement existed.
   * @throws {@link ConsentError} those of {@link verifyStatement}; `register_wrong`: it is meant for
   *   another; `statement_id_reused`; `statement_withdrawn`; `record_full`;
   *   `register_clock_rolled_back` (unknown).
   */
  submit(statement: StatementWithEvidence, options?: RegisterCallOptions): Promise<string>
  /**
   * Takes a withdrawal in, for good, and also of a statement that comes in later. Another withdrawal
   * of the same statement gets the receipt of the first.
   *
   * @returns A receipt: from its instant on the statement counts no more.
   * @throws {@link ConsentError} those of {@link verifyWithdrawal}; `withdrawal_mismatch`: the
   *   statement is about another record; `register_clock_rolled_back` (unknown).
   */
  withdraw(withdrawal: WithdrawalWithEvidence, options?: RegisterCallOptions): Promise<string>
  /** Everything about a record as of now. To be given to nobody who may not know that it exists. */
  attest(record: RecordNumber, options?: RegisterCallOptions): Promise<StatementSet>
  /**
   * Takes the digest of anything in, and nothing else of it.
   *
   * @returns A receipt: proof that it existed by then. The same digest again gets the first one.
   * @throws {@link ConsentError} `token_malformed`: not a base64url SHA-256.
   */
  stamp(digest: string, options?: RegisterCallOptions): Promise<string>
}

/** Makes a register that signs as `options.signer`. */
export function createRegister(options: RegisterOptions): Register {
  const { signer, store, verifier } = options
  const { clock } = verifier

  const now = async (): Promise<EpochSeconds> => {
    const instant = clock()
    const latest = await store.latest()
    // A clock that is merely corrected by seconds is waited for; the store never dates back anyway.
    if (latest !== undefined && instant < latest - allowedSkewSeconds) {
      throw new ConsentError('register_clock_rolled_back', 'The clock was further on before', {
        outcome: 'unknown',
      })
    }
    return instant
  }
  const judge = async <E>(evidence: E, call: RegisterCallOptions) => {
    const instant = await now()
    return { verifier, evidence, now: instant, ...call }
  }
  const receipt = (entry: RegisterEntry, call: RegisterCallOptions): Promise<string> =>
    signReceipt(entry, { signer, ...call })

  return Object.freeze({
    async submit({ token, evidence }: StatementWithEvidence, call: RegisterCallOptions = {}) {
      const digest = await digestOf(token)
      const { issuer, id } = decodeStatement(token).content
      const known = await store.find('statement', referenceKey({ issuer, id }))
      if (known === undefined) await assertNew(token, evidence, call)
      const entry = known ?? (await store.append(await entryOf(token, digest, evidence), clock))
      // Somebody may have registered it between the two steps.
      if (entry.digest !== digest) {
        throw new ConsentError('statement_id_reused', 'This signer used this id for another one')
      }
      return receipt(entry, call)
    },

    async withdraw({ token, evidence }: WithdrawalWithEvidence, call: RegisterCallOptions = {}) {
      const { statement, record } = await verifyWithdrawal(token, await judge(evidence, call))
      const known = await store.find('statement', referenceKey(statement))
      if (known !== undefined && known.record !== recordKey(record)) {
        throw new ConsentError('withdrawal_mismatch', 'Names a statement about another record')
      }
      const entry = await store.append(
        {
          kind: 'withdrawal',
          key: withdrawalKey(record, statement),
          record: recordKey(record),
          digest: await digestOf(token),
          token,
          evidence: evidenceText(evidence),
        },
        clock,
      )
      return receipt(entry, call)
    },

    async attest(record: RecordNumber, call: RegisterCallOptions = {}) {
      await now()
      const { asOf, entries } = await store.snapshot(recordKey(record), clock)
      const statements = entries.filter(({ kind }) => kind === 'statement')
      const withdrawals = new Map(
        entries.flatMap(({ kind, key, registeredAt }) =>
          kind === 'withdrawal' ? [[key, registeredAt] as const] : [],
        ),
      )
      const word = {
        issuedAt: asOf,
        record,
        revision: entries.at(-1)?.sequence ?? 0,
        statements: statements.map((entry) => wordEntryOf(entry, record, withdrawals)),
      }
      return Object.freeze({
        word: await signWord(word, { signer, ...call }),
        statements: Object.freeze(statements.map(withEvidence)),
      })
    },

    async stamp(digest: string, call: RegisterCallOptions = {}) {
      const entry = {
        kind: 'stamp',
        key: readDigest(digest, ''),
        record: undefined,
        digest,
        token: undefined,
        evidence: undefined,
      } as const
      await now()
      return receipt(await store.append(entry, clock), call)
    },
  })

  async function assertNew(
    token: string,
    evidence: PatientEvidence,
    call: RegisterCallOptions,
  ): Promise<void> {
    const judgement = await judge(evidence, call)
    const statement = await verifyStatement(token, judgement)
    if (statement.register !== signer.did) {
      throw new ConsentError('register_wrong', 'Meant for another register')
    }
    const { record } = statement
    if ((await store.find('withdrawal', withdrawalKey(record, statement))) !== undefined) {
      throw new ConsentError('statement_withdrawn', 'Withdrawn before it came in')
    }
    const { entries } = await store.snapshot(recordKey(record), clock)
    if (entries.filter(({ kind }) => kind === 'statement').length >= maxStatements) {
      throw new ConsentError('record_full', 'More statements than a word can name')
    }
  }
}

async function entryOf(
  token: string,
  digest: string,
  evidence: PatientEvidence,
): Promise<NewRegisterEntry> {
  const { content } = decodeStatement(token)
  return {
    kind: 'statement',
    key: referenceKey(content),
    record: recordKey(content.record),
    digest,
    token,
    evidence: evidenceText(evidence),
  }
}

function wordEntryOf(
  entry: RegisterEntry,
  record: RecordNumber,
  withdrawals: ReadonlyMap<string, EpochSeconds>,
): WordEntry {
  const { sequence, digest, registeredAt } = entry
  const [issuer, id] = JSON.parse(entry.key)
  const withdrawnAt = withdrawals.get(withdrawalKey(record, { issuer, id }))
  return {
    sequence,
    issuer,
    id,
    digest,
    registeredAt,
    ...(withdrawnAt === undefined ? {} : { withdrawnAt }),
  }
}

/** Nothing but what is known: callers without types might hand over more. */
function evidenceText(evidence: WithdrawalEvidence): string {
  const { chain } = evidence
  if ('guardianship' in evidence) {
    return JSON.stringify({ guardianship: evidence.guardianship, chain })
  }
  return JSON.stringify({ identity: evidence.identity, chain })
}

function withEvidence({ token, evidence }: RegisterEntry): StatementWithEvidence {
  // Both are there: this register wrote them down.
  return Object.freeze({ token: token as string, evidence: JSON.parse(evidence as string) })
}

/** As JSON, since no separator is safe between texts of others. */
export function recordKey({ system, value }: RecordNumber): string {
  return JSON.stringify([system, value])
}

function referenceKey({ issuer, id }: StatementReference): string {
  return JSON.stringify([issuer, id])
}

function withdrawalKey({ system, value }: RecordNumber, statement: StatementReference): string {
  return JSON.stringify([system, value, statement.issuer, statement.id])
}
