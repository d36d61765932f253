import { allowedSkewSeconds, type EpochSeconds } from '@fidecura/base'
import type { Verifier } from '@fidecura/credentials'
import { digestOf, type Signer, thumbprintOf } from '@fidecura/identity'
import { isWithdrawalDefeated } from './defeated.ts'
import { ConsentError } from './errors.ts'
import { assertEvidence } from './evidence-shape.ts'
import { type PatientAct, signedOf } from './patient-act.ts'
import type { PatientEvidence } from './patient-key.ts'
import { signReceipt } from './receipt.ts'
import {
  actOf,
  isByGuardian,
  kindOf,
  recordKey,
  referenceKey,
  statementEntryOf,
  withdrawalEntryOf,
  withdrawalKey,
  withdrawalOf,
  withdrawalsIn,
  wordEntryOf,
} from './register-entry.ts'
import { assertRoom, assertRoomAhead } from './register-limits.ts'
import type { RegisterEntry, RegisterStore } from './register-store.ts'
import { signWord } from './register-word.ts'
import { decodeStatement } from './statement.ts'
import type { RecordNumber } from './statement-set.ts'
import { readDigest } from './token-shape.ts'
import { verifyStatement } from './verify-statement.ts'
import { type VerifiedWithdrawal, verifyWithdrawal, type WithdrawalEvidence } from './withdrawal.ts'

/** A statement with what a verifier needs to see whose it is. */
export interface StatementWithEvidence {
  readonly token: string
  readonly evidence: PatientEvidence
  /** Of a restriction or objection that was taken back: by which key, each verifier sees for itself. */
  readonly withdrawal?: { readonly token: string; readonly evidence: PatientEvidence }
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
   * of the same statement gets the receipt of the first, unless that lifted something that forbids, with
   * a key that turned out to have been stolen by then. A guardian takes back registered consents alone.
   *
   * @returns A receipt: from its instant on the statement counts no more.
   * @throws {@link ConsentError} those of {@link verifyWithdrawal}; `withdrawal_mismatch`: the
   *   statement is about another record; `withdrawal_beyond_guardian`; `record_full`: the key took back
   *   too much that is not there; `register_clock_rolled_back` (unknown).
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
    return { verifier, evidence, now: instant, signal: call.signal }
  }
  const receipt = (entry: RegisterEntry, call: RegisterCallOptions): Promise<string> =>
    signReceipt(entry, { signer, ...call })

  return Object.freeze({
    async submit({ token, evidence }: StatementWithEvidence, call: RegisterCallOptions = {}) {
      assertEvidence(evidence)
      const { issuer, id } = decodeStatement(token).content
      const digest = await digestOf(token)
      const known = await store.find('statement', referenceKey({ issuer, id }))
      const entry = known ?? (await admit({ token, digest, evidence }, call))
      // Somebody may have registered it between the two steps.
      if (entry.digest !== digest) {
        throw new ConsentError('statement_id_reused', 'This signer used this id for another one')
      }
      return receipt(entry, call)
    },

    async withdraw({ token, evidence }: WithdrawalWithEvidence, call: RegisterCallOptions = {}) {
      const judgement = await judge(evidence, call)
      const withdrawal = await verifyWithdrawal(token, judgement)
      const { statement, record, by } = withdrawal
      const known = await store.find('statement', referenceKey(statement))
      if (known !== undefined && known.record !== recordKey(record)) {
        throw new ConsentError('withdrawal_mismatch', 'Names a statement about another record')
      }
      if (by === 'guardian' && (known === undefined || kindOf(known) !== 'consent')) {
        throw new ConsentError('withdrawal_beyond_guardian', 'Not a consent that is registered')
      }
      const verified = {
        token,
        digest: await digestOf(token),
        evidence,
        key: await keyOf(withdrawal),
      }
      const { entries } = await store.snapshot(recordKey(record), clock)
      const before = withdrawalsIn(entries).get(withdrawalKey(record, statement))?.at(-1)
      if (before === undefined && known === undefined) assertRoomAhead(entries, verified.key)
      const again = before !== undefined && (await isVoid(before, withdrawal, known, judgement))
      if (before !== undefined && !again) return receipt(before, call)
      return receipt(
        await store.append(withdrawalEntryOf(withdrawal, verified, again), clock),
        call,
      )
    },

    async attest(record: RecordNumber, call: RegisterCallOptions = {}) {
      await now()
      const { asOf, entries } = await store.snapshot(recordKey(record), clock)
      const withdrawals = withdrawalsIn(entries)
      const statements = entries
        .filter(({ kind }) => kind === 'statement')
        .map((entry) => {
          const [issuer, id] = JSON.parse(entry.key)
          const key = withdrawalKey(record, { issuer, id })
          return { entry, withdrawal: withdrawalOf(entry, withdrawals.get(key)) }
        })
      const word = {
        issuedAt: asOf,
        record,
        revision: entries.at(-1)?.sequence ?? 0,
        statements: statements.map(({ entry, withdrawal }) => wordEntryOf(entry, withdrawal)),
      }
      return Object.freeze({
        word: await signWord(word, { signer, ...call }),
        statements: Object.freeze(
          statements.map(({ entry, withdrawal }) => {
            const isShown = withdrawal !== undefined && kindOf(entry) !== 'consent'
            const act = actOf(entry)
            return isShown ? Object.freeze({ ...act, withdrawal: actOf(withdrawal) }) : act
          }),
        ),
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

  async function admit(
    { token, digest, evidence }: StatementWithEvidence & { readonly digest: string },
    call: RegisterCallOptions,
  ): Promise<RegisterEntry> {
    const statement = await verifyStatement(token, await judge(evidence, call))
    if (statement.register !== signer.did) {
      throw new ConsentError('register_wrong', 'Meant for another register')
    }
    const { record, kind } = statement
    if ((await store.find('withdrawal', withdrawalKey(record, statement))) !== undefined) {
      throw new ConsentError('statement_withdrawn', 'Withdrawn before it came in')
    }
    const { entries } = await store.snapshot(recordKey(record), clock)
    const key = await keyOf(statement)
    assertRoom(entries, kind, key)
    return store.append(statementEntryOf(statement, { token, digest, evidence, key }), clock)
  }

  /** Whether a withdrawal of something that forbids was by a key that had been stolen by then. */
  async function isVoid(
    before: RegisterEntry,
    { statement, record }: VerifiedWithdrawal,
    known: RegisterEntry | undefined,
    { now: instant, signal }: Awaited<ReturnType<typeof judge>>,
  ): Promise<boolean> {
    if (known === undefined || kindOf(known) === 'consent') return false
    if (isByGuardian(before)) return true
    const terms = { verifier, at: before.registeredAt, now: instant, signal }
    return isWithdrawalDefeated(actOf(before), { statement, record }, terms)
  }
}

/** Thumbprint of the key that it was signed with. */
async function keyOf(act: PatientAct): Promise<string> {
  const signed = signedOf(act)
  if (signed === undefined) throw new ConsentError('token_not_verified', 'Verified elsewhere')
  return thumbprintOf(signed.publicKey)
}
